import type { FindCredentials } from "../credentials.ts";
import type { CosRequest } from "../request/cos-request.ts";
import type { CosResponse } from "../response/response.ts";
import type { CorsStore } from "../storage/cors-file.ts";
import type { ObjectStore } from "../storage/object-store.ts";

/** The bucket that operations work on. */
export interface Bucket {
  /** `name-appid`. */
  readonly name: string;
  readonly region: string;
  /** Hosts of this bucket besides its default hosts, with their port. */
  readonly hosts: readonly string[];
  readonly store: ObjectStore;
  readonly cors: CorsStore;
  readonly findCredentials: FindCredentials;
  /** The current time in Unix milliseconds. */
  readonly now: () => number;
}

/** A request's body. Reading it sends 100 Continue to a waiting client. Stopping early does not close the connection. */
export type Body = AsyncIterable<Uint8Array>;

/**
 * One operation of COS: it authenticates the request, acts, and returns the response.
 *
 * @throws {CosError} if COS would reject the request
 */
export type Operation = (bucket: Bucket, request: CosRequest, body: Body) => Promise<CosResponse>;
