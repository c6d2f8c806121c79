import { isDeepStrictEqual } from "node:util";
import { type RawRequest, send } from "../clients/send.ts";
import { expectBytes } from "../stack/expect-bytes.ts";
import type { Stack } from "../stack/start-stack.ts";

/** What COS says to a request it refuses: HTTP status and `Code`, "" where the answer has no body. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
}

/** Sends what the bucket has to refuse, and looks that it holds the same objects as before. */
export async function expectRefused(stack: Stack, request: RawRequest, refusal: Refusal): Promise<void> {
  const keys = await stack.bucket.keys();
  expect(await send(request)).toEqual({ ...refusal, requestId: expect.stringMatching(/^[\w+/=]{20,}$/) });
  expect(await stack.bucket.keys()).toEqual(keys);
}

/** Looks that an alteration altered something. Jest's toEqual would take a second for 3 MiB. */
export function expectAltered<T>(altered: T, honest: T): void {
  expect(isDeepStrictEqual(altered, honest)).toBe(false);
}

/** Sends what the bucket has to take, and looks that the bytes lie under the key. */
export async function expectStored(stack: Stack, request: RawRequest, key: string, bytes: Buffer): Promise<void> {
  expect(await send(request)).toMatchObject({ status: 200, code: "" });
  await expectBytes(stack, key, bytes);
}

/** The object key that a PUT's URL names. */
export function keyOf({ url }: Pick<RawRequest, "url">): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}
