import { elementsOf, fieldsOf, readCount, readText } from "../../platform-values";
import { parseJsonObject } from "../../response-error";
import { type Crc64, crc64FromHex, crc64ToHex } from "../parts/crc64";

/** A multipart upload that was started: what continues it, also after the program was closed. */
export interface SavedUpload {
  readonly serverUrl: string;
  /** Who started it; empty if that is unknown. */
  readonly owner: string;
  readonly fingerprint: string;
  readonly filePath: string;
  readonly ext: string;
  /** Size of the file. */
  readonly bytes: number;
  readonly startedAtMs: number;
  readonly resumableUntilMs: number;
  readonly cosHost: string;
  readonly objectKey: string;
  readonly objectUrl: string;
  readonly contentType: string;
  readonly uploadToken: string;
  readonly partBytes: number;
  readonly partCount: number;
  /** The checksums of the parts that COS confirmed, by part number. */
  readonly checksums: Map<number, Crc64>;
  /** `POST /multipart/complete` was sent, and the outcome is unknown. */
  isCompleting: boolean;
}

/** Length of a part. All but the last have `partBytes`. */
export function bytesOfPart({ bytes, partBytes, partCount }: SavedUpload, partNumber: number): number {
  return partNumber < partCount ? partBytes : bytes - (partCount - 1) * partBytes;
}

/** How many bytes COS confirmed. */
export function sentBytesOf(upload: SavedUpload): number {
  return [...upload.checksums.keys()].reduce((sum, partNumber) => sum + bytesOfPart(upload, partNumber), 0);
}

/** Another number makes the uploads of earlier versions of this program unreadable, so they are ignored. */
const VERSION = 1;

/** An upload as text. */
export function writeUpload(upload: SavedUpload): string {
  const checksums = Array.from({ length: upload.partCount }, (_, index) => {
    const checksum = upload.checksums.get(index + 1);
    return checksum === undefined ? "" : crc64ToHex(checksum);
  });
  return JSON.stringify({ ...upload, checksums, version: VERSION });
}

/** Reads an upload. Undefined for a text of another version, and for one that contradicts itself or was not written by {@link writeUpload}. */
export function readUpload(text: string): SavedUpload | undefined {
  const read = fieldsOf(parseJsonObject(text));
  if (read["version"] !== VERSION) return undefined;
  const texts = allOf(TEXTS, (name) => readText(read[name]));
  const counts = allOf(COUNTS, (name) => readCount(read[name]));
  const { owner } = read;
  if (texts === undefined || counts === undefined || typeof owner !== "string") return undefined;
  if (Math.ceil(counts.bytes / counts.partBytes) !== counts.partCount) return undefined;
  const checksums = new Map<number, Crc64>();
  for (const [index, value] of elementsOf(read["checksums"]).slice(0, counts.partCount).entries()) {
    const checksum = typeof value === "string" ? crc64FromHex(value) : undefined;
    if (checksum !== undefined) checksums.set(index + 1, checksum);
  }
  return { ...texts, ...counts, owner, checksums, isCompleting: read["isCompleting"] === true };
}

const TEXTS = [
  "serverUrl",
  "fingerprint",
  "filePath",
  "ext",
  "cosHost",
  "objectKey",
  "objectUrl",
  "contentType",
  "uploadToken",
] as const;

const COUNTS = ["bytes", "startedAtMs", "resumableUntilMs", "partBytes", "partCount"] as const;

/** The values of all names; undefined if one is missing. */
function allOf<Name extends string, Value>(
  names: readonly Name[],
  read: (name: Name) => Value | undefined,
): Record<Name, Value> | undefined {
  const values: Partial<Record<Name, Value>> = {};
  for (const name of names) {
    const value = read(name);
    if (value === undefined) return undefined;
    values[name] = value;
  }
  return isWhole(values, names) ? values : undefined;
}

function isWhole<Name extends string, Value>(
  values: Partial<Record<Name, Value>>,
  names: readonly Name[],
): values is Record<Name, Value> {
  return names.every((name) => values[name] !== undefined);
}
