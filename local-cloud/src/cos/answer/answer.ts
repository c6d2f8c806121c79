import type { Readable } from "node:stream";

/** What an operation answers. Request id, Date, Server and CORS headers are added on the way out. */
export interface Answer {
  /** HTTP status. */
  readonly status: number;
  /** Values are text; what isn't ASCII goes out as UTF-8. */
  readonly headers: Readonly<Record<string, string>>;
  /** A text, or a stream that is destroyed if the client goes away. @default none, with Content-Length 0 */
  readonly body?: string | Readable;
}
