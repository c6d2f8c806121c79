const BOUNDARY = "e2e-form-boundary";

/** One part of a form: a field with its value, or a file with its bytes and file name. */
export type Part = readonly [name: string, value: string] | readonly [name: string, bytes: Buffer, fileName: string];

/** Encodes the parts as multipart/form-data, in their order. */
export function encodeForm(parts: readonly Part[]): { readonly contentType: string; readonly body: Buffer } {
  const encoded = parts.flatMap(([name, value, fileName]) => {
    const suffix = fileName === undefined ? "" : `; filename="${fileName}"\r\nContent-Type: application/octet-stream`;
    return [
      Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${suffix}\r\n\r\n`),
      Buffer.from(value),
      Buffer.from("\r\n"),
    ];
  });
  const body = Buffer.concat([...encoded, Buffer.from(`--${BOUNDARY}--\r\n`)]);
  return { contentType: `multipart/form-data; boundary=${BOUNDARY}`, body };
}
