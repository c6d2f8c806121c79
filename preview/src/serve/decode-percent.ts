/** Decodes a path. Returns undefined if it isn't percent-encoded UTF-8 (`%ZZ`) or contains a NUL, which no file name can contain. */
export function decodePercent(path: string): string | undefined {
  try {
    const text = decodeURIComponent(path);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
