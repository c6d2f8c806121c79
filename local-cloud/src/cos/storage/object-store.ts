import type { Readable } from "node:stream";
import type { ByteRange } from "../object/byte-range.ts";
import type { ObjectMetadata } from "../object/object-metadata.ts";

/** An object as it is stored. */
export interface StoredObject extends ObjectMetadata {
  readonly key: string;
  readonly bytes: number;
  /** 32 hex digits. */
  readonly md5: string;
  /** Decimal. */
  readonly crc64: string;
  readonly lastModifiedMs: number;
}

/** Bytes that were received whole and belong to no object yet. */
export interface ReceivedData {
  /** Names them within their store. */
  readonly id: string;
}

/** An object held open: deleting or overwriting it meanwhile doesn't touch what is read. */
export interface OpenObject {
  readonly object: StoredObject;
  /** The bytes of a range, or all. The stream closes the object when it ends or is destroyed. @throws nothing at once */
  read(range?: ByteRange): Readable;
  /** Closes an object that isn't read. */
  close(): Promise<void>;
}

/**
 * Where objects are kept. An implementation MUST keep these promises:
 *
 * - an object is seen whole, bytes and metadata together, or not at all;
 * - once `put` or `delete` has resolved, a crash of the process or the machine doesn't undo it;
 * - a crash at any other moment leaves every object as it was;
 * - `put` and `delete` of one key happen one after another.
 *
 * A failing disk rejects with the system's own error.
 */
export interface ObjectStore {
  /** The object under a key, or undefined. */
  find(key: string): StoredObject | undefined;
  /** All keys in UTF-8 binary order. */
  keys(): readonly string[];
  /** Takes bytes in. If the source or the disk fails nothing is left behind, and the reason rejects. */
  receive(source: AsyncIterable<Uint8Array>): Promise<ReceivedData>;
  /**
   * Makes received bytes the object under its key, in place of what is there.
   *
   * @returns false, with nothing changed, if `onlyIfAbsent` is set and there is an object; the data still needs `discard`.
   */
  put(data: ReceivedData, object: StoredObject, options: { readonly onlyIfAbsent: boolean }): Promise<boolean>;
  /** Drops received bytes. Does nothing for those that became an object. */
  discard(data: ReceivedData): Promise<void>;
  /** Opens the object under a key, or gives undefined. */
  open(key: string): Promise<OpenObject | undefined>;
  /** Removes the object under a key, if there is one. */
  delete(key: string): Promise<void>;
  /** Lets go of the place, for whoever opens it next. Nothing may be under way. */
  close(): Promise<void>;
}
