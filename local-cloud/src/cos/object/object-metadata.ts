import { lookup } from "mime-types";
import { CosError } from "../errors.ts";
import { parseTagging, type Tag } from "./tags.ts";

/** The part of an object that is stored in addition to its bytes. */
export interface ObjectMetadata {
  readonly acl: ObjectAcl;
  /** `STANDARD`, `STANDARD_IA`, … */
  readonly storageClass: string;
  /** Headers that GET and HEAD return unchanged. Content-Type is always among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
}

/** A PUT's headers or a form's fields, with names in lower case. */
export type MetadataSource = ReadonlyMap<string, string>;

/** Limits for all x-cos-meta-* headers together, names and values, and for each value. PUT Object (436/7749) */
const MAX_META_BYTES = 4096;
const MAX_META_VALUE_BYTES = 2048;

const META_PREFIX = "x-cos-meta-";
const META_NAME = /^x-cos-meta-[a-z0-9-]+$/;
/** A valid header value. Above all it contains no line break. */
const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\uffff]*$/;

/** Headers that are stored and returned, in the spelling in which they are returned. */
const KEPT = ["Cache-Control", "Content-Disposition", "Content-Encoding", "Expires", "x-cos-server-side-encryption"];

const METADATA_NAMES: ReadonlySet<string> = new Set([
  ...["content-type", "x-cos-acl", "x-cos-storage-class", "x-cos-tagging", "x-cos-traffic-limit"],
  ...KEPT.map((name) => name.toLowerCase()),
]);

/** Whether {@link readObjectMetadata} reads a header. @param name in lower case */
export function isMetadataName(name: string): boolean {
  return METADATA_NAMES.has(name) || name.startsWith(META_PREFIX);
}

/**
 * Reads an object's metadata from a request.
 *
 * @throws {CosError} InvalidArgument, NotImplemented
 * @see PUT Object (436/7749), "Request headers"; POST Object (436/14690), "Form fields"
 */
export function readObjectMetadata(key: string, source: MetadataSource): ObjectMetadata {
  checkEncryption(source.get("x-cos-server-side-encryption"));
  checkTrafficLimit(source.get("x-cos-traffic-limit"));
  const kept = KEPT.flatMap((name) => entryOf(name, source.get(name.toLowerCase())));
  const headers = {
    "Content-Type": source.get("content-type") || guessContentType(key),
    ...Object.fromEntries(kept),
    ...readMeta(source),
  };
  for (const [name, value] of Object.entries(headers)) checkHeaderValue(name, value);
  return {
    acl: parseObjectAcl(source.get("x-cos-acl")),
    storageClass: parseStorageClass(source.get("x-cos-storage-class")),
    headers,
    tags: parseTagging(source.get("x-cos-tagging")),
  };
}

/** @throws {CosError} InvalidArgument if the value is not a valid header value */
export function checkHeaderValue(name: string, value: string): void {
  if (!HEADER_VALUE.test(value)) throw new CosError("InvalidArgument", `${name} contains a control character.`);
}

function entryOf(name: string, value: string | undefined): [string, string][] {
  return value === undefined || value === "" ? [] : [[name, value]];
}

function readMeta(source: MetadataSource): Record<string, string> {
  const meta = [...source].filter(([name]) => name.startsWith(META_PREFIX));
  for (const [name, value] of meta) {
    if (!META_NAME.test(name)) throw new CosError("InvalidArgument", `${name} may contain only letters, digits and -.`);
    if (Buffer.byteLength(value) > MAX_META_VALUE_BYTES) {
      throw new CosError("InvalidArgument", `${name} has more than ${MAX_META_VALUE_BYTES} bytes.`);
    }
  }
  const bytes = meta.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (bytes > MAX_META_BYTES) {
    throw new CosError(
      "InvalidArgument",
      `The x-cos-meta-* headers have ${bytes} bytes; the limit is ${MAX_META_BYTES}.`,
    );
  }
  return Object.fromEntries(meta);
}

/** @throws {CosError} NotImplemented for an encryption with other keys than the bucket's own */
export function checkEncryption(text: string | undefined): void {
  if (text === undefined || text === "" || text === "AES256") return;
  throw new CosError(
    "NotImplemented",
    "The local bucket does not model KMS keys: x-cos-server-side-encryption must be AES256.",
  );
}

/**
 * Validates a limit in bits per second. The bucket does not apply it.
 *
 * @throws {CosError} InvalidArgument
 * @see PUT Object (436/7749), x-cos-traffic-limit
 */
export function checkTrafficLimit(text: string | undefined): void {
  if (text === undefined) return;
  const bits = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (bits >= 819_200 && bits <= 838_860_800) return;
  throw new CosError("InvalidArgument", "x-cos-traffic-limit must be between 819200 and 838860800.");
}

const DEFAULT_TYPE = "application/octet-stream";

/** The content type of an object that was uploaded without one: that of its key's suffix, or else `application/octet-stream`. */
export function guessContentType(key: string): string {
  const suffix = /\.([^./]+)$/.exec(key)?.[1] ?? "";
  return lookup(suffix) || DEFAULT_TYPE;
}

const OBJECT_ACLS = [
  "default",
  "private",
  "public-read",
  "authenticated-read",
  "bucket-owner-read",
  "bucket-owner-full-control",
] as const;

/** An ACL, which determines who besides the owner may read an object. */
export type ObjectAcl = (typeof OBJECT_ACLS)[number];

/**
 * Parses `x-cos-acl` or the form's `acl`. Without a value it is `default`: the bucket's own ACL, which is private here.
 *
 * @throws {CosError} InvalidArgument
 * @see PUT Object (436/7749), x-cos-acl
 */
export function parseObjectAcl(text: string | undefined): ObjectAcl {
  if (text === undefined || text === "") return "default";
  const acl = OBJECT_ACLS.find((candidate) => candidate === text);
  if (acl === undefined) throw new CosError("InvalidArgument", `x-cos-acl must be one of ${OBJECT_ACLS.join(", ")}.`);
  return acl;
}

/** Whether anonymous requests may read the object. */
export function isPublic(acl: ObjectAcl): boolean {
  return acl === "public-read";
}

/** PUT Object (436/7749), x-cos-storage-class; Storage Class Overview (436/33417) */
const STORAGE_CLASSES: readonly string[] = [
  ...["STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING", "ARCHIVE", "DEEP_ARCHIVE"],
  ...["MAZ_STANDARD", "MAZ_STANDARD_IA", "MAZ_INTELLIGENT_TIERING"],
];

/**
 * Parses x-cos-storage-class, in upper or lower case. Without a value it is `STANDARD`.
 *
 * @throws {CosError} InvalidArgument for an unknown storage class. COS's own code is not published
 */
export function parseStorageClass(text: string | undefined): string {
  const storageClass = (text || "STANDARD").toUpperCase();
  if (STORAGE_CLASSES.includes(storageClass)) return storageClass;
  throw new CosError("InvalidArgument", `x-cos-storage-class must be one of ${STORAGE_CLASSES.join(", ")}.`);
}

const ARCHIVES: readonly string[] = ["ARCHIVE", "DEEP_ARCHIVE"];

/**
 * Checks that an object's bytes can be read. COS restores an archived object first (436/12633), which is not modelled.
 *
 * @throws {CosError} InvalidObjectState
 */
export function checkReadable({ storageClass }: Pick<ObjectMetadata, "storageClass">): void {
  if (ARCHIVES.includes(storageClass)) throw new CosError("InvalidObjectState");
}

/**
 * The ETag of an object or a part, in quotation marks.
 *
 * @see PUT Object (436/7749), "Response headers"
 */
export function etagOf({ etag }: { readonly etag: string }): string {
  return `"${etag}"`;
}
