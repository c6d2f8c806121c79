import type { WireRequest } from "./send.ts";

/** A part of a form: a field, or a file if it has a filename. */
export interface FormPart {
  readonly name: string;
  readonly value: string | Uint8Array;
  readonly filename?: string;
  readonly type?: string;
}

const BOUNDARY = "----local-cos-test";

/** Creates a part for each field, in order. */
export function fieldParts(fields: Readonly<Record<string, string>>): FormPart[] {
  return Object.entries(fields).map(([name, value]) => ({ name, value }));
}

/** A `POST /` with these parts in this order. It is assembled by hand, so a test controls every byte. */
export function formRequest(
  host: string,
  parts: readonly FormPart[],
  headers: readonly (readonly [string, string])[] = [],
): WireRequest {
  const body = Buffer.concat([...parts.map(partBytes), Buffer.from(`--${BOUNDARY}--\r\n`)]);
  return {
    method: "POST",
    target: "/",
    headers: [
      ["Host", host],
      ["Content-Type", `multipart/form-data; boundary=${BOUNDARY}`],
      ["Content-Length", String(body.length)],
      ...headers,
    ],
    body,
  };
}

function partBytes({ name, value, filename, type }: FormPart): Buffer {
  const disposition = `Content-Disposition: form-data; name="${name}"`;
  const head = filename === undefined ? disposition : `${disposition}; filename="${filename}"`;
  const contentType = type === undefined ? "" : `\r\nContent-Type: ${type}`;
  return Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\n${head}${contentType}\r\n\r\n`),
    Buffer.from(value),
    Buffer.from("\r\n"),
  ]);
}
