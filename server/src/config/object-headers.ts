import { InvalidValue } from "../errors.ts";
import type { ObjectHeaders } from "../uploads/upload-target.ts";
import type { VariableReader } from "./variables.ts";

const MAX_CHARACTERS = 256;

/** Directives with values, separated by commas. RFC 9111 §5.2 */
const CACHE_CONTROL = /^[\w-]+(?:=(?:[\w-]+|"[^"\\]*"))?(?:, ?[\w-]+(?:=(?:[\w-]+|"[^"\\]*"))?)*$/;
/** A type with parameters. RFC 6266 §4.1 */
const CONTENT_DISPOSITION = /^[\w-]+(?:; ?[\w-]+\*?=(?:[\w!#$%&'+.^`|~-]+|"[^"\\]*"))*$/;

/** Reads the headers of every object. The reader collects the problems. */
export function readObjectHeaders(variables: VariableReader): ObjectHeaders {
  const cacheControl = variables.read(
    "UPLOAD_CACHE_CONTROL",
    undefined,
    headerValue(CACHE_CONTROL, "private, max-age=600"),
  );
  const contentDisposition = variables.read(
    "UPLOAD_CONTENT_DISPOSITION",
    undefined,
    headerValue(CONTENT_DISPOSITION, "attachment"),
  );
  return {
    ...(cacheControl !== undefined && { "Cache-Control": cacheControl }),
    ...(contentDisposition !== undefined && { "Content-Disposition": contentDisposition }),
  };
}

function headerValue(grammar: RegExp, example: string): (text: string) => string {
  return (text) => {
    const isPrintable = /^[\x20-\x7e]*$/.test(text);
    if (isPrintable && text.length <= MAX_CHARACTERS && grammar.test(text)) return text;
    throw new InvalidValue(
      text,
      `is not a valid value of this header with at most ${MAX_CHARACTERS} characters; for example: ${example}`,
    );
  };
}
