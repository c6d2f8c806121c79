import { fetchText, NoResponseError } from "@wx-cos-upload/server/advanced";
import type { Examination } from "./examination.ts";

const TIMEOUT_MS = 10_000;
const MAX_RESPONSE_BYTES = 256 * 1024;

/** The outcome of a request to the bucket. */
export interface BucketResponse {
  /** `undefined`: no response arrived. */
  readonly status: number | undefined;
  readonly headers: Headers;
  /** `<Code>` of the error. "" without an error, and always for HEAD. Without a response, the network error: `ECONNREFUSED`. */
  readonly code: string;
  readonly message: string;
}

/** Sends one request to the bucket. A missing response is an outcome too. */
export async function requestBucket(
  { fetch, timeoutSignal }: Pick<Examination, "fetch" | "timeoutSignal">,
  url: string,
  init: RequestInit,
): Promise<BucketResponse> {
  const limits = { fetch, timeoutSignal, timeoutMs: TIMEOUT_MS, maxBytes: MAX_RESPONSE_BYTES };
  try {
    const { status, headers, text } = await fetchText(url, init, limits);
    return { status, headers, code: element(text, "Code"), message: element(text, "Message") };
  } catch (error) {
    if (!(error instanceof NoResponseError)) throw error;
    return { status: undefined, headers: new Headers(), code: error.reason, message: "" };
  }
}

function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";
}
