/**
 * The extension of a file's name or path, in lower case and without its dot; undefined if it has none, or one of more than the 16
 * characters that the signing server looks at.
 *
 * `wxfile://tmp/photo.JPG` gives `jpg`; `a.b/photo`, `.hidden` and `photo.` give undefined. A query is not part of the name.
 */
export function fileExtension(path: string): string | undefined {
  return /^[^?]*[^/?]\.([a-z\d]{1,16})(\?|$)/i.exec(path)?.[1]?.toLowerCase();
}
