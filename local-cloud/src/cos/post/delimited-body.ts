import type { Body } from "../operations/operation.ts";
import { malformedForm } from "./form-fields.ts";

const LINE_BREAK = "\r\n";
/** Follows the boundary in the closing delimiter. */
const CLOSE = "--";

/** A form's body whose delimiters are checked while it is read. */
export interface DelimitedBody {
  /** The same bytes. @throws {CosError} MalformedPOSTRequest at an invalid delimiter, or if the closing delimiter is missing */
  readonly body: Body;
  /** Number of parts that have begun so far. */
  partCount(): number;
}

/**
 * Checks a form's delimiters. Parsers end a part at any line that begins with the boundary, and ignore the rest of that line and
 * everything after the form. A file that contains such a line would be stored truncated.
 *
 * @see RFC 2046, 5.1.1
 */
export function watchDelimiters(body: Body, boundary: string): DelimitedBody {
  const delimiter = Buffer.from(`${LINE_BREAK}--${boundary}`);
  let parts = 0;
  /** The text after the closing delimiter, or undefined before it. */
  let epilogue: string | undefined;

  /** @returns the bytes at the end that can only be checked together with the next ones */
  function check(bytes: Buffer): Buffer {
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
      else throw malformedForm(undefined, "A line begins with the boundary but is not a delimiter.");
    }
    epilogue += bytes.toString("latin1", from);
    if (!LINE_BREAK.startsWith(epilogue)) throw malformedForm(undefined, "It has data after its end.");
    return Buffer.alloc(0);
  }

  async function* watched(): AsyncGenerator<Uint8Array> {
    // The first delimiter needs no line break before it.
    let unchecked = Buffer.from(LINE_BREAK);
    for await (const chunk of body) {
      unchecked = Buffer.from(check(Buffer.concat([unchecked, chunk])));
      yield chunk;
    }
    if (epilogue === undefined || epilogue === "\r")
      throw malformedForm(undefined, "It does not end with its boundary.");
  }

  return { body: watched(), partCount: () => parts };
}
