import { ProblemError, quote } from "../errors.ts";

/**
 * Parses the fields of a URL's query. It is stricter than Node's parser: invalid percent-encoding and repeated fields are rejected. A `+`
 * stands for itself, as in RFC 3986, so Base64 arrives intact even if a client forgot to encode it.
 *
 * @throws {ProblemError} `invalid_encoding`, `repeated_field`
 */
export function parseQuery(url: string): Readonly<Record<string, string>> {
  const start = url.indexOf("?");
  if (start === -1) return {};
  const fields = new Map<string, string>();
  for (const pair of url.slice(start + 1).split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    if (fields.has(name)) {
      throw new ProblemError("repeated_field", `${quote(name)} was sent more than once; send it once`, { field: name });
    }
    fields.set(name, equals === -1 ? "" : decode(pair.slice(equals + 1)));
  }
  return Object.fromEntries(fields);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ProblemError("invalid_encoding", `${quote(text)} is not valid percent-encoded UTF-8`);
  }
}
