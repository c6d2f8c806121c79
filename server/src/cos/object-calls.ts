import { hash } from "node:crypto";
import type { NameValues } from "@wx-cos-upload/cos-signature";
import { readDocument, type SendToCos } from "./cos-client.ts";
import { decodeName, parseDate, parseWholeNumber } from "./fields.ts";
import { childrenOf, escapeXml, textOf, type XmlElement } from "./xml.ts";

/** An object in a listing. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  /** Unix milliseconds; NaN if COS did not report a date. */
  readonly lastModifiedMs: number;
}

/** What to list. */
export interface ObjectListing {
  readonly prefix: string;
  /** The listing starts after this key. @default at the beginning */
  readonly marker?: string;
  /** `/` lists the folders below the prefix in place of the objects in them. @default none */
  readonly delimiter?: "/";
}

/** One page of at most 1,000 objects and folders, in ascending order of the keys. */
export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  /** Each with its slash at the end. */
  readonly folders: readonly string[];
  /** More follow. */
  readonly isTruncated: boolean;
}

/** The result of deleting one object. */
export interface DeletionFailure {
  readonly key: string;
  /** COS's error code. */
  readonly code: string;
  readonly message: string;
}

/** The calls of COS for many objects. Each @throws {CosCallError} */
export interface ObjectCalls {
  /** @see GET Bucket (List Objects) (436/7734) */
  listObjects(listing: ObjectListing): Promise<ObjectPage>;
  /**
   * Deletes up to 1,000 objects. A key without an object counts as deleted.
   *
   * @returns the keys that COS did not delete. Its status is 200 for these too
   * @see DELETE Multiple Objects (436/8289)
   */
  deleteObjects(keys: readonly string[]): Promise<readonly DeletionFailure[]>;
}

/** Largest page of a listing. */
export const MAX_LISTED = 1_000;

/** Creates the calls over a client. */
export function createObjectCalls(send: SendToCos): ObjectCalls {
  return {
    async listObjects({ prefix, marker, delimiter }) {
      const action = "GetBucket";
      const query: NameValues = [
        ["prefix", prefix],
        ["max-keys", String(MAX_LISTED)],
        ["encoding-type", "url"],
        ...(marker === undefined ? [] : ([["marker", marker]] as const)),
        ...(delimiter === undefined ? [] : ([["delimiter", delimiter]] as const)),
      ];
      const response = await send({ action, method: "GET", key: "", query, repeat: "always" });
      return readDocument(action, response, "ListBucketResult", (root) => toPage(root, prefix));
    },

    async deleteObjects(keys) {
      const action = "DeleteObject";
      const objects = keys.map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`);
      const body = `<Delete><Quiet>false</Quiet>${objects.join("")}</Delete>`;
      const response = await send({
        action,
        method: "POST",
        key: "",
        query: [["delete", ""]],
        headers: [
          ["Content-Type", "application/xml"],
          ["Content-MD5", hash("md5", body, "base64")],
        ],
        body,
        repeat: "always",
      });
      return readDocument(action, response, "DeleteResult", (root) => failuresIn(root, keys));
    },
  };
}

/** @throws {Error} for an object or a folder without the prefix: nobody may see it in a list of another user */
function toPage(root: XmlElement, prefix: string): ObjectPage {
  const objects = childrenOf(root, "Contents").map(toListedObject);
  const folders = childrenOf(root, "CommonPrefixes").map((folder) => decodeName(textOf(folder, "Prefix")));
  const isTruncated = textOf(root, "IsTruncated") === "true";
  const names = [...objects.map(({ key }) => key), ...folders];
  if (!names.every((name) => name.startsWith(prefix))) throw new Error("the listing is of another prefix");
  if (isTruncated && names.length === 0) throw new Error("the listing is empty, and has more pages");
  return { objects, folders, isTruncated };
}

function toListedObject(contents: XmlElement): ListedObject {
  return {
    key: decodeName(textOf(contents, "Key")),
    bytes: parseWholeNumber(textOf(contents, "Size")),
    lastModifiedMs: parseDate(textOf(contents, "LastModified")),
  };
}

/** A key that COS does not report as deleted, and nothing else, may still be there. */
function failuresIn(root: XmlElement, keys: readonly string[]): readonly DeletionFailure[] {
  const deleted = new Set(childrenOf(root, "Deleted").map((element) => textOf(element, "Key")));
  const errors = new Map(childrenOf(root, "Error").map((element) => [textOf(element, "Key"), element]));
  return keys.flatMap((key) => {
    const error = errors.get(key);
    return deleted.has(key) && error === undefined ? [] : [toFailure(key, error)];
  });
}

function toFailure(key: string, error: XmlElement | undefined): DeletionFailure {
  if (error === undefined) return { key, code: "InternalError", message: "COS reported nothing for this key" };
  return { key, code: textOf(error, "Code"), message: textOf(error, "Message") };
}
