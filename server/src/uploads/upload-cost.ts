import type { AdmittedFile } from "./admit-file.ts";

/** The quota cost of these files. A file of unknown size costs the most bytes that its type may have. */
export function costOf(files: readonly AdmittedFile[]): { readonly files: number; readonly bytes: number } {
  return {
    files: files.length,
    bytes: files.reduce((sum, { size, maxBytes }) => sum + (size ?? maxBytes), 0),
  };
}
