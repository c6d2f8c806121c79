import { fetchText, NoAnswerError } from "../credentials/fetch-text.ts";
import type { Examination } from "./examination.ts";

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 256 * 1024;

/** What the bucket answered. */
export interface BucketAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** `<Code>` of the error; "" without one, and always for HEAD. */
  readonly code: string;
  readonly message: string;
  /** To tell Tencent's support. */
  readonly requestId: string;
}

/** Sends one request to the bucket. @throws {NoAnswerError} */
export async function askBucket(
  { fetch, timeoutSignal }: Pick<Examination, "fetch" | "timeoutSignal">,
  url: string,
  init: RequestInit,
): Promise<BucketAnswer> {
  const limits = { fetch, timeoutSignal, timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES };
  const { status, headers, text } = await fetchText(url, init, limits);
  return {
    status,
    headers,
    code: element(text, "Code"),
    message: element(text, "Message"),
    requestId: headers.get("x-cos-request-id") ?? "-",
  };
}

/** The same, with what kept the answer away in its place. */
export async function askBucketOr(
  ...question: Parameters<typeof askBucket>
): Promise<BucketAnswer | { readonly noAnswer: string }> {
  return askBucket(...question).catch((error: unknown) => {
    if (error instanceof NoAnswerError) return { noAnswer: error.reason };
    throw error;
  });
}

function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";
}
