import type { Readable } from "node:stream";
import type { ByteRange } from "../object/byte-range.ts";
import type { ObjectMetadata } from "../object/object-metadata.ts";
import type { MultipartStore } from "./multipart/multipart-store.ts";
import type { ReceivedData, StoredObject } from "./stored-object.ts";

export type { ReceivedData, StoredObject } from "./stored-object.ts";

/** An open object. Its bytes stay readable even if the object is deleted or overwritten meanwhile. */
export interface OpenObject {
  readonly object: StoredObject;
  /** Reads a range, or all bytes. The stream closes the object when it ends or is destroyed, and reports errors as events. */
  read(range?: ByteRange): Readable;
  /** Closes the object if `read` was not called. */
  close(): Promise<void>;
}

/** Parts of an object's metadata that change without a new upload. */
export type MetadataChange = Partial<Pick<ObjectMetadata, "acl" | "tags">>;

/**
 * A store of objects. An implementation MUST guarantee:
 *
 * - An object is visible completely, bytes and metadata together, or not at all.
 * - Once `put` or `delete` has resolved, a crash of the process or the machine does not undo it.
 * - A crash at any other moment leaves every object as it was.
 * - `put` and `delete` of one key run one after another.
 *
 * If the disk fails, a method rejects with the system's own error.
 */
export interface ObjectStore {
  /** The unfinished multipart uploads. */
  readonly multipart: MultipartStore;
  /** Returns the object under a key, or undefined. */
  find(key: string): StoredObject | undefined;
  /** All keys in UTF-8 binary order. The list changes with the store. */
  keys(): readonly string[];
  /** Receives bytes. If the source or the disk fails, it leaves nothing behind and rejects with that error. */
  receive(source: AsyncIterable<Uint8Array>): Promise<ReceivedData>;
  /**
   * Stores received bytes as the object under its key, and replaces an existing object.
   *
   * @returns false if `onlyIfAbsent` is set and there is an object. Nothing has changed then, and the data still needs `discard`
   */
  put(data: ReceivedData, object: StoredObject, options: { readonly onlyIfAbsent: boolean }): Promise<boolean>;
  /** Discards received bytes. Has no effect on bytes that have become an object. */
  discard(data: ReceivedData): Promise<void>;
  /** Opens the object under a key. Resolves with undefined if there is none. */
  open(key: string): Promise<OpenObject | undefined>;
  /**
   * Replaces an object's metadata. Its bytes and its time stay.
   *
   * @returns the object as it is then, or undefined if there is none under the key
   */
  update(key: string, change: MetadataChange): Promise<StoredObject | undefined>;
  /** Removes the object under a key, if there is one. */
  delete(key: string): Promise<void>;
  /** Releases the folder for the next store. No operation may be in progress. */
  close(): Promise<void>;
}
