/** A path as text; undefined if it isn't percent-encoded UTF-8 (`%ZZ`) or has a NUL, which no file's name has. */
export function decodePercent(path: string): string | undefined {
  try {
    const text = decodeURIComponent(path);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
