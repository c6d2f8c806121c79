import { open } from "node:fs/promises";
import { isRecord } from "../../is-record.ts";
import { parseObjectAcl } from "../object/object-metadata.ts";
import type { Tag } from "../object/tags.ts";
import type { ObjectRecord } from "./object-index.ts";

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
  const record: unknown = JSON.parse(text);
  if (!isRecord(record) || !isRecord(record["object"]) || !isRecord(record["object"]["headers"])) {
    throw new TypeError("the file is not an object's metadata");
  }
  const object = record["object"];
  return {
    dataFile: textOf(record["dataFile"]),
    object: {
      key: textOf(object["key"]),
      bytes: numberOf(object["bytes"]),
      md5: textOf(object["md5"]),
      crc64: textOf(object["crc64"]),
      lastModifiedMs: numberOf(object["lastModifiedMs"]),
      acl: parseObjectAcl(textOf(object["acl"])),
      storageClass: textOf(object["storageClass"]),
      tags: parseTags(object["tags"]),
      headers: Object.fromEntries(
        Object.entries(record["object"]["headers"]).map(([name, value]) => [name, textOf(value)]),
      ),
    },
  };
}

/** Objects that were stored before there were tags have none. */
function parseTags(value: unknown): readonly Tag[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new TypeError("the file is not an object's metadata");
  return value.filter(isRecord).map((tag) => ({ key: textOf(tag["key"]), value: textOf(tag["value"]) }));
}

function textOf(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("the file is not an object's metadata");
  return value;
}

function numberOf(value: unknown): number {
  if (typeof value !== "number") throw new TypeError("the file is not an object's metadata");
  return value;
}

/** Writes a new file and waits until it is on the disk. @throws if the file exists */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Waits until the names in a folder are on the disk. Does nothing on Windows, which cannot open a folder. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
