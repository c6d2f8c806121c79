import { randomUUID } from "node:crypto";
import {
  confirmResponse,
  deleteResponse,
  downloadsResponse,
  jwksResponse,
  loginResponse,
  putSignResponse,
  uploadsResponse,
} from "@wx-cos-upload/contract";
import { createLoginCode } from "@wx-cos-upload/local-cloud/wechat";
import type { LoginStack } from "../stack/start-login-stack.ts";
import { post, type ServerResponse } from "./multipart.ts";

/** A user of a stack: what a logged-in client can do, or one without a login. */
export type StackUser = ReturnType<typeof createUser>;

/** Logs in with the code of a device. */
export async function logIn({ serverUrl, clock }: Pick<LoginStack, "serverUrl" | "clock">, device: string) {
  const { body } = await post(serverUrl, "/login", { code: createLoginCode(device, clock.nowMs, randomUUID()) });
  return createUser(serverUrl, loginResponse.parse(body).token);
}

/** @param token `undefined`: no login */
export function createUser(serverUrl: string, token?: string) {
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const send = (path: string, body: unknown) => post(serverUrl, path, body, headers);
  async function get(path: string): Promise<ServerResponse> {
    const response = await fetch(serverUrl + path, { headers });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
  }
  return {
    token,
    post: send,
    get,
    /** Uploads a file by PUT, bound to its size unless that is unknown. @returns its key */
    async upload(
      ext: string,
      bytes: Buffer,
      { isBound = true, contentType }: { readonly isBound?: boolean; readonly contentType?: string } = {},
    ): Promise<string> {
      const query = isBound ? `?ext=${ext}&size=${bytes.length}` : `?ext=${ext}`;
      const { uploadUrl, headers: signed, cosKey } = putSignResponse.parse((await get(`/put-sign${query}`)).body);
      const all = contentType === undefined ? signed : { ...signed, "Content-Type": contentType };
      const response = await fetch(uploadUrl, { method: "PUT", headers: all, body: new Uint8Array(bytes) });
      if (response.status !== 200) throw new Error(`PUT: ${await response.text()}`);
      return cosKey;
    },
    confirm: async (keys: readonly string[]) =>
      confirmResponse.parse(ok(await send("/uploads/confirm", { keys }))).uploads,
    download: async (keys: readonly string[], options: object = {}) =>
      downloadsResponse.parse(ok(await send("/downloads", { keys, ...options }))),
    delete: async (keys: readonly string[]) => deleteResponse.parse(ok(await send("/uploads/delete", { keys }))),
    list: async (query = "") => uploadsResponse.parse(ok(await get(`/uploads${query}`))),
    keySet: async () => jwksResponse.strict().parse(ok(await get("/.well-known/jwks.json"))),
  };
}

function ok({ status, body }: ServerResponse): unknown {
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}
