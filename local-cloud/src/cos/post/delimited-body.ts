import type { Body } from "../operations/operation.ts";
import { malformedForm } from "./form-fields.ts";
import { checkPartHead } from "./part-head.ts";

const LINE_BREAK = "\r\n";
const HEAD_END = `${LINE_BREAK}${LINE_BREAK}`;
/** Longer than the headers of a real part. Parsers drop what exceeds their own limits. */
const MAX_HEAD_BYTES = 16 * 1024;
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
 * everything after the form. A file that contains such a line would be stored truncated. The headers of each part are checked too.
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
      } else if (mark === LINE_BREAK) {
        const headEnd = findHeadEnd(bytes, from);
        if (headEnd === undefined) return bytes.subarray(start);
        parts += 1;
        // Without a body, the line break at the end of the head may be that of the next delimiter.
        from = headEnd + LINE_BREAK.length;
      } else throw malformedForm(undefined, "A line begins with the boundary but is not a delimiter.");
    }
    epilogue += bytes.toString("latin1", from);
    if (!LINE_BREAK.startsWith(epilogue)) throw malformedForm(undefined, "It has data after its end.");
    return Buffer.alloc(0);
  }

  /** The end of a part's headers, which are valid. Undefined if it has not arrived yet. */
  function findHeadEnd(bytes: Buffer, from: number): number | undefined {
    const end = bytes.indexOf(HEAD_END, from);
    const next = bytes.indexOf(delimiter, from);
    if (next >= 0 && (end < 0 || next < end)) throw malformedForm(undefined, "The headers of a part do not end.");
    if ((end < 0 ? bytes.length : end) - from > MAX_HEAD_BYTES) {
      throw malformedForm(undefined, `The headers of a part have more than ${MAX_HEAD_BYTES} bytes.`);
    }
    if (end < 0) return undefined;
    checkPartHead(bytes.toString("utf8", from + LINE_BREAK.length, end));
    return end;
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
