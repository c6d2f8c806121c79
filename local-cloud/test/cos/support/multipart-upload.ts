import type { NameValues } from "@wx-cos-upload/cos-signature";
import { send, type WireResponse } from "./send.ts";
import { signedRequest, type ToSign } from "./signed-request.ts";

/** A part as Complete lists it. The ETag may have quotation marks. */
export interface PartToList {
  readonly number: number | string;
  readonly etag: string;
}

/** The multipart operations of a bucket, each as one request. */
export interface MultipartCalls {
  call(toSign: Omit<ToSign, "host">): Promise<WireResponse>;
  initiate(key: string, headers?: NameValues): Promise<WireResponse>;
  /** Initiates an upload and resolves with its id. */
  begin(key: string, headers?: NameValues): Promise<string>;
  uploadPart(upload: UploadName, partNumber: number | string, body: string | Uint8Array): Promise<WireResponse>;
  /** Uploads the parts 1, 2, … and resolves with what Complete has to list. */
  uploadParts(upload: UploadName, bodies: readonly (string | Uint8Array)[]): Promise<readonly PartToList[]>;
  listParts(upload: UploadName, query?: NameValues): Promise<WireResponse>;
  listUploads(query?: NameValues): Promise<WireResponse>;
  complete(upload: UploadName, parts: readonly PartToList[] | string, headers?: NameValues): Promise<WireResponse>;
  abort(upload: UploadName): Promise<WireResponse>;
}

/** Key and id of an upload. */
export interface UploadName {
  readonly key: string;
  readonly id: string;
}

/** Smallest part that is not the last. */
export const MEBIBYTE = 1024 ** 2;

/** @param rest for every request, such as credentials or a key time */
export function multipartCalls(
  bucket: () => { readonly port: number; readonly host: string },
  rest: Partial<ToSign> = {},
): MultipartCalls {
  const call: MultipartCalls["call"] = (toSign) => {
    const { port, host } = bucket();
    return send(port, signedRequest({ ...rest, ...toSign, host }));
  };
  const initiate: MultipartCalls["initiate"] = (key, headers = []) =>
    call({ method: "POST", key, query: [["uploads", ""]], headers, body: "" });
  const uploadPart: MultipartCalls["uploadPart"] = ({ key, id }, partNumber, body) =>
    call({
      method: "PUT",
      key,
      query: [
        ["partNumber", String(partNumber)],
        ["uploadId", id],
      ],
      body,
    });
  return {
    call,
    initiate,
    uploadPart,
    async begin(key, headers) {
      const { status, text, xml } = await initiate(key, headers);
      if (status !== 200) throw new Error(`initiate ${key}: ${status} ${text}`);
      return xml("UploadId") ?? "";
    },
    async uploadParts(upload, bodies) {
      const parts: PartToList[] = [];
      for (const [index, body] of bodies.entries()) {
        const { status, headers, text } = await uploadPart(upload, index + 1, body);
        if (status !== 200) throw new Error(`part ${index + 1}: ${status} ${text}`);
        parts.push({ number: index + 1, etag: String(headers["etag"]) });
      }
      return parts;
    },
    listParts: ({ key, id }, query = []) => call({ method: "GET", key, query: [["uploadId", id], ...query] }),
    listUploads: (query = []) => call({ method: "GET", query: [["uploads", ""], ...query] }),
    complete: ({ key, id }, parts, headers = []) =>
      call({
        method: "POST",
        key,
        query: [["uploadId", id]],
        headers: [["Content-Type", "application/xml"], ...headers],
        body: typeof parts === "string" ? parts : completeXml(parts),
      }),
    abort: ({ key, id }) => call({ method: "DELETE", key, query: [["uploadId", id]] }),
  };
}

/** The body of Complete. */
export function completeXml(parts: readonly PartToList[]): string {
  const listed = parts.map(({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`);
  return `<CompleteMultipartUpload>${listed.join("")}</CompleteMultipartUpload>`;
}

/** The texts of all elements with a name. */
export function xmlTexts({ text }: WireResponse, name: string): readonly string[] {
  return [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, content = ""]) => content);
}
