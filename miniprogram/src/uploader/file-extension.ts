/** Longest extension that the signing server looks at. */
const MAX_EXTENSION_CHARACTERS = 16;

/**
 * The extension of a file's name or path, in lower case and without its dot; undefined if it has none.
 *
 * `wxfile://tmp/photo.JPG` gives `jpg`; `a.b/photo`, `.hidden` and `photo.` give undefined. A query is not part of the name.
 */
export function fileExtension(path: string): string | undefined {
  const [pathname = ""] = path.split("?", 1);
  const name = pathname.slice(pathname.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  const extension = name.slice(dot + 1).toLowerCase();
  if (dot < 1 || extension.length > MAX_EXTENSION_CHARACTERS) return undefined;
  return /^[a-z0-9]+$/.test(extension) ? extension : undefined;
}
