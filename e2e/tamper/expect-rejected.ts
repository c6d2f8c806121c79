import { isDeepStrictEqual } from "node:util";
import { type RawRequest, send } from "../clients/send.ts";
import { expectBytes } from "../stack/expect-bytes.ts";
import type { Stack } from "../stack/start-stack.ts";

/** COS's response to a request that it rejects: HTTP status, and `Code`, which is "" if the response has no body. */
export interface Rejection {
  readonly status: number;
  readonly code: string;
}

/** Sends a request. Expects the bucket to reject it and to contain the same objects as before. */
export async function expectRejected(stack: Stack, request: RawRequest, rejection: Rejection): Promise<void> {
  const keys = await stack.bucket.keys();
  expect(await send(request)).toEqual({ ...rejection, requestId: expect.stringMatching(/^[\w+/=]{20,}$/) });
  expect(await stack.bucket.keys()).toEqual(keys);
}

/** Expects an alteration to have changed something. Jest's toEqual would take a second for 3 MiB. */
export function expectAltered<T>(altered: T, honest: T): void {
  expect(isDeepStrictEqual(altered, honest)).toBe(false);
}

/** Sends a request. Expects the bucket to accept it and to store exactly these bytes under the key. */
export async function expectStored(stack: Stack, request: RawRequest, key: string, bytes: Buffer): Promise<void> {
  expect(await send(request)).toMatchObject({ status: 200, code: "" });
  await expectBytes(stack, key, bytes);
}

/** Returns the object key in a PUT's URL. */
export function keyOf({ url }: Pick<RawRequest, "url">): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}
