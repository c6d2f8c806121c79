import { createHash } from "node:crypto";
import { CosError } from "../errors.ts";
import { checkContentMd5 } from "../object/content-md5.ts";
import { createCrc64 } from "../object/crc64.ts";
import type { ObjectMetadata } from "../object/object-metadata.ts";
import type { ObjectStore, ReceivedData, StoredObject } from "../storage/object-store.ts";
import type { Body, Bucket } from "./operation.ts";

/** An object to receive and store. */
export interface StoreObjectInput {
  readonly key: string;
  readonly body: Body;
  readonly metadata: ObjectMetadata;
  /** @see parseContentMd5 */
  readonly contentMd5: Buffer | undefined;
  readonly forbidsOverwrite: boolean;
  readonly maxBytes: number;
  /** Runs when every byte has arrived. If it throws, nothing is stored. @default no check */
  readonly checkReceived?: (received: ReceivedObject) => Promise<void> | void;
}

/**
 * Receives an object and stores it. After a failure nothing is left behind.
 *
 * @throws {CosError} FileAlreadyExists (before the body is read, if possible), EntityTooLarge, BadDigest
 */
export async function storeObject({ store, now }: Bucket, input: StoreObjectInput): Promise<StoredObject> {
  const { key, metadata, forbidsOverwrite: onlyIfAbsent } = input;
  if (onlyIfAbsent && store.find(key) !== undefined) throw new CosError("FileAlreadyExists");
  const received = await receiveObject(store, input.body, input.maxBytes);
  try {
    checkContentMd5(input.contentMd5, received.md5);
    await input.checkReceived?.(received);
    const { data, md5: etag, bytes, crc64 } = received;
    const object: StoredObject = { ...metadata, key, etag, bytes, crc64, lastModifiedMs: now() };
    // Another upload may have created the object since the check above.
    if (!(await store.put(data, object, { onlyIfAbsent }))) throw new CosError("FileAlreadyExists");
    return object;
  } catch (error) {
    await store.discard(received.data);
    throw error;
  }
}

/**
 * Parses x-cos-forbid-overwrite. Without a value it is false.
 *
 * @throws {CosError} InvalidArgument unless the value is `true` or `false`
 */
export function parseForbidOverwrite(text: string | undefined): boolean {
  if (text === undefined || text === "" || text === "false") return false;
  if (text === "true") return true;
  throw new CosError("InvalidArgument", "x-cos-forbid-overwrite must be true or false.");
}

/** Completely received bytes and their measures. The caller must put or discard them. */
export interface ReceivedObject {
  readonly data: ReceivedData;
  readonly bytes: number;
  /** 32 hex digits. */
  readonly md5: string;
  /** Decimal. */
  readonly crc64: string;
}

/**
 * Streams a body into the store and measures it.
 *
 * @throws {CosError} EntityTooLarge as soon as the body exceeds `maxBytes`. Nothing is left behind
 */
export async function receiveObject(store: ObjectStore, body: Body, maxBytes: number): Promise<ReceivedObject> {
  const md5 = createHash("md5");
  const crc64 = createCrc64();
  let bytes = 0;

  async function* measured(): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      md5.update(chunk);
      crc64.update(chunk);
      yield chunk;
    }
  }

  const data = await store.receive(measured());
  return { data, bytes, md5: md5.digest("hex"), crc64: crc64.digest() };
}

/** @param maxBytes the limit that the object exceeds */
export function tooLarge(maxBytes: number): CosError {
  return new CosError("EntityTooLarge", `The object has more than ${maxBytes} bytes.`);
}
