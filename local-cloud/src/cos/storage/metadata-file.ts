import { createHash } from "node:crypto";
import { isRecord } from "../../is-record.ts";
import { type ObjectMetadata, parseObjectAcl } from "../object/object-metadata.ts";
import type { Tag } from "../object/tags.ts";
import type { DataSegment } from "./data-files.ts";
import type { StoredObject } from "./object-store.ts";

/** A stored object and the files that hold its bytes. */
export interface ObjectRecord {
  readonly object: StoredObject;
  /** One for an object that arrived in one piece, and one for each part of a multipart upload. */
  readonly segments: readonly DataSegment[];
}

/** The name of an object's metadata file. Names are short, in lower case and free of slashes, whatever the key is. */
export function nameOfMetadataFile(key: string): string {
  return `${createHash("sha256").update(key).digest("hex")}.json`;
}

/** Formats an object's metadata file. */
export function formatMetadataFile(record: ObjectRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

/**
 * Parses an object's metadata file.
 *
 * @throws {SyntaxError} if the text is not JSON
 * @throws {TypeError} if the JSON is not an object's metadata
 */
export function parseMetadataFile(text: string): ObjectRecord {
  const record = recordOf(JSON.parse(text));
  const object = recordOf(record["object"]);
  const bytes = numberOf(object["bytes"]);
  return {
    segments: parseSegments(record, bytes),
    object: {
      key: textOf(object["key"]),
      bytes,
      // Earlier versions stored the MD5, because every object had one.
      etag: textOf(object["etag"] ?? object["md5"]),
      crc64: textOf(object["crc64"]),
      lastModifiedMs: numberOf(object["lastModifiedMs"]),
      ...parseMetadata(object),
    },
  };
}

/** Parses the metadata of an object or a multipart upload. @throws {TypeError} if it is invalid */
export function parseMetadata(value: unknown): ObjectMetadata {
  const metadata = recordOf(value);
  return {
    acl: parseObjectAcl(textOf(metadata["acl"])),
    storageClass: textOf(metadata["storageClass"]),
    tags: parseTags(metadata["tags"]),
    headers: Object.fromEntries(
      Object.entries(recordOf(metadata["headers"])).map(([name, header]) => [name, textOf(header)]),
    ),
  };
}

/** Earlier versions had one data file for each object. */
function parseSegments({ segments, dataFile }: Record<string, unknown>, bytes: number): DataSegment[] {
  if (dataFile !== undefined) return [{ file: textOf(dataFile), bytes }];
  if (!Array.isArray(segments)) throw new TypeError("the file does not name the object's data");
  return segments
    .map(recordOf)
    .map((segment) => ({ file: textOf(segment["file"]), bytes: numberOf(segment["bytes"]) }));
}

/** Objects that were stored before there were tags have none. */
function parseTags(value: unknown): readonly Tag[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new TypeError("the file is not a local bucket's metadata");
  return value.map(recordOf).map((tag) => ({ key: textOf(tag["key"]), value: textOf(tag["value"]) }));
}

/** @throws {TypeError} unless the value is an object */
export function recordOf(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) throw new TypeError("the file is not a local bucket's metadata");
  return value;
}

/** @throws {TypeError} unless the value is a string */
export function textOf(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("the file is not a local bucket's metadata");
  return value;
}

/** @throws {TypeError} unless the value is a number */
export function numberOf(value: unknown): number {
  if (typeof value !== "number") throw new TypeError("the file is not a local bucket's metadata");
  return value;
}
