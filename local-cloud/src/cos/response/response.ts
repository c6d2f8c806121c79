import type { Readable } from "node:stream";

/** What an operation answers. Request id, Date, Server and CORS headers are added on the way out. */
export interface CosResponse {
  /** HTTP status. */
  readonly status: number;
  /** Values are text; what isn't ASCII goes out as UTF-8. */
  readonly headers: Readonly<Record<string, string>>;
  /** A text, or a stream that is destroyed if the client goes away. @default none, with Content-Length 0 */
  readonly body?: string | Readable;
}

/**
 * What stands on every answer, whatever it says.
 *
 * @see Common Response Headers (436/7729)
 */
export function commonHeaders(nowMs: number, requestId: string): Record<string, string> {
  return { Server: "tencent-cos", Date: new Date(nowMs).toUTCString(), "x-cos-request-id": requestId };
}

type RandomBytes = (bytes: number) => Buffer;

/**
 * An `x-cos-request-id`: the Base64 form of `<Unix seconds>_<8 digits>_<4 digits>_<4 digits>`, all hex.
 *
 * @see Common Response Headers (436/7729). The form is read off its samples.
 */
export function createRequestId(nowSeconds: number, randomBytes: RandomBytes): string {
  const parts = [4, 2, 2].map((bytes) => randomBytes(bytes).toString("hex"));
  return base64([nowSeconds.toString(16), ...parts].join("_"));
}

/** An `x-cos-trace-id`: the Base64 form of hex digits. It stands on errors only. */
export function createTraceId(randomBytes: RandomBytes): string {
  return base64(randomBytes(32).toString("hex"));
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
