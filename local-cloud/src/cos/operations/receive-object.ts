import { createHash } from "node:crypto";
import { CosError } from "../errors.ts";
import { createCrc64 } from "../object/crc64.ts";
import type { ObjectStore, ReceivedData } from "../storage/object-store.ts";
import type { Body } from "./operation.ts";

/** Bytes that arrived whole, with what is known of them. They still have to be put or discarded. */
export interface ReceivedObject {
  readonly data: ReceivedData;
  readonly bytes: number;
  /** 32 hex digits. */
  readonly md5: string;
  /** Decimal. */
  readonly crc64: string;
}

/**
 * Streams a body into the store and measures it on the way.
 *
 * @throws {CosError} EntityTooLarge with the first byte above `maxBytes`; nothing is left behind.
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

/** @param maxBytes the limit that the object is above */
export function tooLarge(maxBytes: number): CosError {
  return new CosError("EntityTooLarge", `The object has more than ${maxBytes} bytes.`);
}
