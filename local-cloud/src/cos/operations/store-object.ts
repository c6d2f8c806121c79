import { CosError } from "../errors.ts";
import { checkContentMd5 } from "../object/content-md5.ts";
import type { ObjectMetadata } from "../object/object-metadata.ts";
import type { StoredObject } from "../storage/object-store.ts";
import type { Body, Bucket } from "./operation.ts";
import { type ReceivedObject, receiveObject } from "./receive-object.ts";

export interface StoreObjectInput {
  readonly key: string;
  readonly body: Body;
  readonly metadata: ObjectMetadata;
  /** @see parseContentMd5 */
  readonly contentMd5: Buffer | undefined;
  readonly forbidsOverwrite: boolean;
  readonly maxBytes: number;
  /** Runs once every byte has arrived; what it throws keeps them from being stored. @default nothing to check */
  readonly checkReceived?: (received: ReceivedObject) => Promise<void> | void;
}

/**
 * Receives an object and stores it, or leaves nothing behind.
 *
 * @throws {CosError} FileAlreadyExists (before a byte is read, if it can), EntityTooLarge, BadDigest
 */
export async function storeObject({ store, now }: Bucket, input: StoreObjectInput): Promise<StoredObject> {
  const { key, metadata, forbidsOverwrite: onlyIfAbsent } = input;
  if (onlyIfAbsent && store.find(key) !== undefined) throw new CosError("FileAlreadyExists");
  const received = await receiveObject(store, input.body, input.maxBytes);
  try {
    checkContentMd5(input.contentMd5, received.md5);
    await input.checkReceived?.(received);
    const { data, ...measured } = received;
    const object: StoredObject = { ...metadata, ...measured, key, lastModifiedMs: now() };
    // Another upload may have been first since the look above.
    if (!(await store.put(data, object, { onlyIfAbsent }))) throw new CosError("FileAlreadyExists");
    return object;
  } catch (error) {
    await store.discard(received.data);
    throw error;
  }
}

/**
 * Reads x-cos-forbid-overwrite.
 *
 * @throws {CosError} InvalidArgument for what is neither `true` nor `false`.
 */
export function parseForbidOverwrite(text: string | undefined): boolean {
  if (text === undefined || text === "" || text === "false") return false;
  if (text === "true") return true;
  throw new CosError("InvalidArgument", "x-cos-forbid-overwrite is true or false.");
}
