import { createHash } from "node:crypto";
import { postPolicyResponse, putSignResponse } from "@wx-cos-upload/contract";
import { encodeForm, type Part } from "./form.ts";
import type { RawRequest } from "./send.ts";

/** What a signature is bound to: the file's extension and size (with a PUT, its MD5 too), or the extension alone. */
export type Binding = "bound" | "unbound";

/** Requests a signature from the signing server. Returns the PUT of a JPEG that it allows. */
export async function honestPut(serverUrl: string, body: Buffer, binding: Binding = "bound"): Promise<RawRequest> {
  const query = binding === "bound" ? { size: String(body.length), md5: md5Base64(body) } : {};
  const { uploadUrl, headers } = putSignResponse.parse(await requestSignature(serverUrl, "put-sign", query));
  return { method: "PUT", url: uploadUrl, headers, body };
}

/** A form before it is encoded. */
export interface UploadForm {
  readonly url: string;
  /** The request's headers besides Content-Type and Content-Length. */
  readonly headers: RawRequest["headers"];
  readonly parts: readonly Part[];
}

/** Requests a signature from the signing server. Returns the form of a JPEG that it allows. */
export async function honestForm(serverUrl: string, file: Buffer, binding: Binding = "bound"): Promise<UploadForm> {
  const query = binding === "bound" ? { size: String(file.length) } : {};
  const { uploadUrl, formData } = postPolicyResponse.parse(await requestSignature(serverUrl, "post-policy", query));
  return { url: uploadUrl, headers: {}, parts: [...Object.entries(formData), ["file", file, "photo.jpg"]] };
}

/** Encodes a form as a request. */
export function formRequest({ url, headers, parts }: UploadForm): RawRequest {
  const { contentType, body } = encodeForm(parts);
  return { method: "POST", url, headers: { "Content-Type": contentType, ...headers }, body };
}

/** Returns the MD5 of bytes in Base64, as Content-MD5 has it. */
export function md5Base64(bytes: Buffer): string {
  return createHash("md5").update(bytes).digest("base64");
}

async function requestSignature(
  serverUrl: string,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<unknown> {
  const response = await fetch(`${serverUrl}/${path}?${new URLSearchParams({ ext: "jpg", ...query })}`);
  if (!response.ok) throw new Error(`${path} responded with ${response.status}: ${await response.text()}`);
  return response.json();
}
