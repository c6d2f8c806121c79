import type { FindCredentials } from "../credentials.ts";
import type { CosRequest } from "../request/cos-request.ts";
import type { CosResponse } from "../response/response.ts";
import type { ObjectStore } from "../storage/object-store.ts";

/** The bucket that operations work on. */
export interface Bucket {
  /** `name-appid`. */
  readonly name: string;
  readonly region: string;
  readonly store: ObjectStore;
  readonly findCredentials: FindCredentials;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** A request's body. Reading it is what tells a waiting client to send it; leaving off early doesn't close the connection. */
export type Body = AsyncIterable<Uint8Array>;

/**
 * One operation of COS: checks who asks, acts, answers.
 *
 * @throws {CosError} for whatever COS refuses.
 */
export type Operation = (bucket: Bucket, request: CosRequest, body: Body) => Promise<CosResponse>;
