import {
  type MultipartStartResponse,
  multipartCompleteResponse,
  multipartListResponse,
  multipartPartsResponse,
  multipartStartResponse,
  type SignedPart,
  type StoredUpload,
} from "@wx-cos-upload/contract";

/** A response of the signing server. */
export interface ServerResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends JSON to a multipart route: `post(serverUrl, "/multipart/list", { uploadToken })`. */
export async function post(
  serverUrl: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<ServerResponse> {
  const response = await fetch(`${serverUrl}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
}

/** Starts an upload. Each call without a key of its own is another file. */
export async function startUpload(
  serverUrl: string,
  file: { readonly ext: string; readonly size: number },
  idempotencyKey: string = crypto.randomUUID(),
): Promise<MultipartStartResponse> {
  const { status, body } = await post(serverUrl, "/multipart", file, { "Idempotency-Key": idempotencyKey });
  if (status !== 200) throw new Error(`POST /multipart: ${status} ${JSON.stringify(body)}`);
  return multipartStartResponse.strict().parse(body);
}

/** The bytes of one part. */
export function sliceOf(bytes: Buffer, { partNumber, bytes: length }: SignedPart, partBytes: number): Buffer {
  const start = (partNumber - 1) * partBytes;
  return bytes.subarray(start, start + length);
}

/** PUTs one part as a phone does: with exactly the given headers. */
export function putPart({ uploadUrl, headers }: SignedPart, bytes: Buffer): Promise<Response> {
  return fetch(uploadUrl, { method: "PUT", headers, body: new Uint8Array(bytes) });
}

/** PUTs every part of a file, and requests the signatures that the start did not bring. */
export async function putParts(serverUrl: string, start: MultipartStartResponse, bytes: Buffer): Promise<void> {
  const { uploadToken, partBytes, partCount } = start;
  const rest = Array.from({ length: partCount - start.parts.length }, (_, index) => start.parts.length + index + 1);
  const more =
    rest.length === 0
      ? []
      : multipartPartsResponse
          .strict()
          .parse((await post(serverUrl, "/multipart/parts", { uploadToken, partNumbers: rest })).body).parts;
  for (const part of [...start.parts, ...more]) {
    const response = await putPart(part, sliceOf(bytes, part, partBytes));
    if (response.status !== 200) throw new Error(`part ${part.partNumber}: ${await response.text()}`);
  }
}

export async function listParts(serverUrl: string, uploadToken: string) {
  const { status, body } = await post(serverUrl, "/multipart/list", { uploadToken });
  if (status !== 200) throw new Error(`POST /multipart/list: ${status} ${JSON.stringify(body)}`);
  return multipartListResponse.strict().parse(body);
}

/** Completes an upload, and repeats the request while COS still merges the parts. */
export async function complete(serverUrl: string, uploadToken: string, crc64?: string): Promise<StoredUpload> {
  const { status, body } = await post(serverUrl, "/multipart/complete", { uploadToken, crc64 });
  if (status === 202) return complete(serverUrl, uploadToken, crc64);
  if (status !== 200) throw new Error(`POST /multipart/complete: ${status} ${JSON.stringify(body)}`);
  return multipartCompleteResponse.strict().parse(body);
}
