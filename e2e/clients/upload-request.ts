import { createHash } from "node:crypto";
import { postPolicyResponse, putSignResponse } from "@wx-cos-upload/contract";
import { encodeForm, type Part } from "./form.ts";
import type { RawRequest } from "./send.ts";

/** What a signature is asked to hold for: the file's size (and a PUT's MD5) too, or its extension alone. */
export type Binding = "bound" | "unbound";

/** The PUT of a JPEG that a fresh answer of the signing server allows. */
export async function honestPut(serverUrl: string, body: Buffer, binding: Binding = "bound"): Promise<RawRequest> {
  const query = binding === "bound" ? { size: String(body.length), md5: md5Base64(body) } : {};
  const { uploadUrl, headers } = putSignResponse.parse(await ask(serverUrl, "put-sign", query));
  return { method: "PUT", url: uploadUrl, headers, body };
}

/** A form before it is encoded. */
export interface UploadForm {
  readonly url: string;
  /** Of the request, beside its Content-Type and Content-Length. */
  readonly headers: RawRequest["headers"];
  readonly parts: readonly Part[];
}

/** The form of a JPEG that a fresh answer of the signing server allows. */
export async function honestForm(serverUrl: string, file: Buffer, binding: Binding = "bound"): Promise<UploadForm> {
  const query = binding === "bound" ? { size: String(file.length) } : {};
  const { uploadUrl, formData } = postPolicyResponse.parse(await ask(serverUrl, "post-policy", query));
  return { url: uploadUrl, headers: {}, parts: [...Object.entries(formData), ["file", file, "photo.jpg"]] };
}

/** The request that carries a form. */
export function formRequest({ url, headers, parts }: UploadForm): RawRequest {
  const { contentType, body } = encodeForm(parts);
  return { method: "POST", url, headers: { "Content-Type": contentType, ...headers }, body };
}

export function md5Base64(bytes: Buffer): string {
  return createHash("md5").update(bytes).digest("base64");
}

async function ask(serverUrl: string, path: string, query: Readonly<Record<string, string>>): Promise<unknown> {
  const answer = await fetch(`${serverUrl}/${path}?${new URLSearchParams({ ext: "jpg", ...query })}`);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
