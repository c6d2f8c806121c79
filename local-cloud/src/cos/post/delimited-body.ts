import type { Body } from "../operations/operation.ts";
import { malformedForm } from "./form-fields.ts";

const LINE_BREAK = "\r\n";
/** What stands behind the last delimiter. */
const CLOSE = "--";

/** A form's body on its way to the parser. */
export interface DelimitedBody {
  /** The same bytes. @throws {CosError} MalformedPOSTRequest at a delimiter that isn't one, or without the closing one */
  readonly body: Body;
  /** Delimiters with a part behind them, so far. */
  partCount(): number;
}

/**
 * Watches a form's delimiters. Parsers end a part at any line that begins with the boundary, and take no notice of what else
 * stands in that line or of anything behind the form: a file that holds such a line would be stored cut short.
 *
 * @see RFC 2046, 5.1.1
 */
export function watchDelimiters(body: Body, boundary: string): DelimitedBody {
  const delimiter = Buffer.from(`${LINE_BREAK}--${boundary}`);
  let parts = 0;
  /** What stands behind the closing delimiter; undefined before it. */
  let epilogue: string | undefined;

  /** @returns the bytes at the end that can't be judged before the next ones */
  function judge(bytes: Buffer): Buffer {
    let from = 0;
    while (epilogue === undefined) {
      const start = bytes.indexOf(delimiter, from);
      if (start < 0) return bytes.subarray(Math.max(from, bytes.length - delimiter.length + 1));
      from = start + delimiter.length;
      const mark = bytes.toString("latin1", from, from + 2);
      if (mark.length < 2) return bytes.subarray(start);
      if (mark === CLOSE) {
        epilogue = "";
        from += CLOSE.length;
      } else if (mark === LINE_BREAK) parts += 1;
      else throw malformedForm(undefined, "A line begins with the boundary and goes on.");
    }
    epilogue += bytes.toString("latin1", from);
    if (!LINE_BREAK.startsWith(epilogue)) throw malformedForm(undefined, "Something stands behind its end.");
    return Buffer.alloc(0);
  }

  async function* watched(): AsyncGenerator<Uint8Array> {
    // Before the first delimiter there need not be a line break.
    let unjudged = Buffer.from(LINE_BREAK);
    for await (const chunk of body) {
      unjudged = Buffer.from(judge(Buffer.concat([unjudged, chunk])));
      yield chunk;
    }
    if (epilogue === undefined || epilogue === "\r")
      throw malformedForm(undefined, "It does not end with its boundary.");
  }

  return { body: watched(), partCount: () => parts };
}
