import { CosError } from "../../errors.ts";
import type { UploadedPart } from "../../storage/multipart/multipart-store.ts";
import type { Body, Bucket } from "../operation.ts";
import { type ReceivedObject, receiveObject } from "../store-object.ts";

/** Largest part: 5 GB. Upload Part (436/7750) */
export const MAX_PART_BYTES = 5 * 1024 ** 3;

/** A part to receive and store. */
export interface StorePartInput {
  readonly uploadId: string;
  readonly partNumber: number;
  readonly body: Body;
  /** Runs when every byte has arrived. If it throws, nothing is stored. */
  readonly checkReceived: (received: ReceivedObject) => void;
}

/**
 * Receives a part and stores it. After a failure nothing is left behind, and an earlier part with the same number remains.
 *
 * @throws {CosError} EntityTooLarge; NoSuchUpload if the upload has been completed or aborted meanwhile
 */
export async function storePart({ store, now }: Bucket, input: StorePartInput): Promise<UploadedPart> {
  const received = await receiveObject(store, input.body, MAX_PART_BYTES);
  try {
    input.checkReceived(received);
    const { data, md5: etag, bytes, crc64 } = received;
    const part: UploadedPart = { number: input.partNumber, bytes, etag, crc64, lastModifiedMs: now() };
    if (!(await store.multipart.putPart(input.uploadId, data, part))) throw new CosError("NoSuchUpload");
    return part;
  } catch (error) {
    await store.discard(received.data);
    throw error;
  }
}
