import { send } from "./send.ts";
import { signedRequest } from "./signed-request.ts";
import type { TestBucket } from "./test-bucket.ts";

/** The text of an object, or undefined if there is none under the key. */
export async function storedText({ port, host, clock }: TestBucket, key: string): Promise<string | undefined> {
  const keyTime = `${clock.seconds};${clock.seconds + 1}`;
  const { status, text } = await send(port, signedRequest({ method: "GET", key, host, keyTime }));
  if (status === 404) return undefined;
  if (status !== 200) throw new Error(`GET ${key}: ${status} ${text}`);
  return text;
}
