import type { ObjectMetadata } from "../object/object-metadata.ts";

/** A stored object without its bytes. */
export interface StoredObject extends ObjectMetadata {
  readonly key: string;
  readonly bytes: number;
  /** Without quotation marks: the MD5 in hex for an object in one piece, `<32 hex digits>-<parts>` for a multipart upload. */
  readonly etag: string;
  /** Decimal. */
  readonly crc64: string;
  readonly lastModifiedMs: number;
}

/** Completely received bytes that do not belong to an object yet. */
export interface ReceivedData {
  /** Identifies the bytes in their store. */
  readonly id: string;
  readonly bytes: number;
  /** Data whose first byte arrived later has a higher number. */
  readonly order: number;
  /** Resolves when the bytes survive a restart of the machine. */
  readonly synced: Promise<void>;
}
