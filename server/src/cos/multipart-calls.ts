import type { NameValues } from "@wx-cos-upload/cos-signature";
import { readDocument, type SendToCos, unreadableResponse } from "./cos-client.ts";
import { isCosError } from "./cos-error.ts";
import {
  type HeldPart,
  type ObjectOnCos,
  readObject,
  readPageOfParts,
  readPageOfUploads,
  requireField,
  type UnfinishedUpload,
  type UploadOnCos,
} from "./multipart-responses.ts";
import { escapeXml } from "./xml.ts";

export type { HeldPart, ObjectOnCos, UnfinishedUpload, UploadOnCos } from "./multipart-responses.ts";

/** The calls of COS that multipart uploads need. Each @throws {CosCallError} */
export interface CosCalls {
  /** Starts an upload of a key that does not exist yet. @returns the upload id @see Initiate Multipart Upload (436/7746) */
  initiate(key: string, headers: NameValues): Promise<string>;
  /** Lists all parts of an upload. @see List Parts (436/7747) */
  listParts(upload: UploadOnCos): Promise<readonly HeldPart[]>;
  /**
   * Assembles the object from these parts, unless its key exists. It is sent once: COS may still execute a call without a response.
   *
   * @see Complete Multipart Upload (436/7742)
   */
  complete(upload: UploadOnCos, parts: readonly HeldPart[]): Promise<void>;
  /** Ends an upload and removes its parts. An upload that is gone counts as success. @see Abort Multipart Upload (436/7740) */
  abort(upload: UploadOnCos): Promise<void>;
  /** `undefined` if there is no such object. @see HEAD Object (436/7745) */
  head(key: string): Promise<ObjectOnCos | undefined>;
  /** @see DELETE Object (436/7743) */
  deleteObject(key: string): Promise<void>;
  /** All unfinished uploads whose keys start with a prefix, page by page. @see List Multipart Uploads (436/7736) */
  listUnfinished(prefix: string): AsyncIterable<UnfinishedUpload>;
}

const PAGE_SIZE = "1000";
/** COS has at most 10,000 parts in an upload, so a longer loop would be a fault of COS or of a proxy. */
const MAX_PAGES_OF_PARTS = 11;
/** Tencent's Python SDK waits as long: merging thousands of parts can take minutes. */
const COMPLETE_TIMEOUT_MS = 1_200_000;
const FORBID_OVERWRITE: NameValues = [["x-cos-forbid-overwrite", "true"]];

/** Creates the calls over a client. */
export function createCosCalls(send: SendToCos): CosCalls {
  return {
    async initiate(key, headers) {
      const action = "InitiateMultipartUpload";
      const response = await send({
        action,
        method: "POST",
        key,
        query: [["uploads", ""]],
        headers: [...headers, ...FORBID_OVERWRITE],
        repeat: "if-not-sent",
      });
      return readDocument(action, response, "InitiateMultipartUploadResult", (root) => requireField(root, "UploadId"));
    },

    async listParts({ key, uploadId }) {
      const action = "ListParts";
      const parts: HeldPart[] = [];
      let marker = 0;
      for (let page = 1; ; page += 1) {
        const query: NameValues = [
          ["uploadId", uploadId],
          ["max-parts", PAGE_SIZE],
          ...(marker === 0 ? [] : ([["part-number-marker", String(marker)]] as const)),
        ];
        const response = await send({ action, method: "GET", key, query, repeat: "always" });
        const { listed, next } = readDocument(action, response, "ListPartsResult", readPageOfParts);
        parts.push(...listed);
        if (next === undefined) return parts;
        // Without progress the loop would never end.
        if (next <= marker || page === MAX_PAGES_OF_PARTS) throw unreadableResponse(action, response);
        marker = next;
      }
    },

    async complete({ key, uploadId }, parts) {
      const action = "CompleteMultipartUpload";
      const response = await send({
        action,
        method: "POST",
        key,
        query: [["uploadId", uploadId]],
        headers: [["Content-Type", "application/xml"], ...FORBID_OVERWRITE],
        body: completionXml(parts),
        repeat: "never",
        timeoutMs: COMPLETE_TIMEOUT_MS,
      });
      // Status 200 alone is no success: COS sends it before it has merged the parts.
      readDocument(action, response, "CompleteMultipartUploadResult", (root) => requireField(root, "ETag"));
    },

    async abort({ key, uploadId }) {
      const query: NameValues = [["uploadId", uploadId]];
      const call = { action: "AbortMultipartUpload", method: "DELETE", key, query, repeat: "always" } as const;
      await send(call).catch((error: unknown) => {
        if (!isCosError(error, "NoSuchUpload")) throw error;
      });
    },

    async head(key) {
      const call = { action: "HeadObject", method: "HEAD", key, repeat: "always" } as const;
      const found = await send(call).catch((error: unknown) => {
        if (isCosError(error, "Status404")) return undefined;
        throw error;
      });
      if (found === undefined) return undefined;
      try {
        return readObject(found.headers);
      } catch (cause) {
        throw unreadableResponse(call.action, found, cause);
      }
    },

    async deleteObject(key) {
      await send({ action: "DeleteObject", method: "DELETE", key, repeat: "always" });
    },

    async *listUnfinished(prefix) {
      const action = "ListMultipartUploads";
      let markers: NameValues = [];
      for (;;) {
        const query: NameValues = [
          ["uploads", ""],
          ["prefix", prefix],
          ["max-uploads", PAGE_SIZE],
          ["encoding-type", "url"],
          ...markers,
        ];
        const response = await send({ action, method: "GET", key: "", query, repeat: "always" });
        const { listed, next } = readDocument(action, response, "ListMultipartUploadsResult", (root) =>
          readPageOfUploads(root, prefix),
        );
        yield* listed;
        if (next === undefined) return;
        // Without progress the loop would never end.
        if (JSON.stringify(next) === JSON.stringify(markers)) throw unreadableResponse(action, response);
        markers = next;
      }
    },
  };
}

function completionXml(parts: readonly HeldPart[]): string {
  const listed = parts.map(
    ({ partNumber, etag }) => `<Part><PartNumber>${partNumber}</PartNumber><ETag>"${escapeXml(etag)}"</ETag></Part>`,
  );
  return `<CompleteMultipartUpload>${listed.join("")}</CompleteMultipartUpload>`;
}
