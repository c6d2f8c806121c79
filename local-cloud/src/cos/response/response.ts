import type { Readable } from "node:stream";

/** The response of an operation. Request id, Date, Server and CORS headers are added before it is sent. */
export interface CosResponse {
  /** HTTP status. */
  readonly status: number;
  /** Values are sent as UTF-8. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text, bytes, or a stream that is destroyed if the client goes away. @default no body, with Content-Length 0 */
  readonly body?: string | Uint8Array | Readable;
  /**
   * XML without its declaration that is still being computed. Status and headers are sent at once, then white space until the XML is
   * there. If the promise rejects, the response contains the `<Error>` in its place, with the same status. It excludes `body`.
   */
  readonly lateXml?: Promise<string>;
}

/**
 * The headers of every response.
 *
 * @see Common Response Headers (436/7729)
 */
export function commonHeaders(nowMs: number, requestId: string): Record<string, string> {
  return { Server: "tencent-cos", Date: new Date(nowMs).toUTCString(), "x-cos-request-id": requestId };
}

type RandomBytes = (bytes: number) => Buffer;

/**
 * Creates an `x-cos-request-id`: the Base64 form of `<Unix seconds>_<8 digits>_<4 digits>_<4 digits>`, all in hex.
 *
 * @see Common Response Headers (436/7729). The form is that of its samples
 */
export function createRequestId(nowSeconds: number, randomBytes: RandomBytes): string {
  const parts = [4, 2, 2].map((bytes) => randomBytes(bytes).toString("hex"));
  return base64([nowSeconds.toString(16), ...parts].join("_"));
}

/** Creates an `x-cos-trace-id`: the Base64 form of hex digits. Only error responses have one. */
export function createTraceId(randomBytes: RandomBytes): string {
  return base64(randomBytes(32).toString("hex"));
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
