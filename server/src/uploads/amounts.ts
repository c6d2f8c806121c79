import type { AdmittedFile } from "./admit-file.ts";

/** How many files and bytes may come of signatures for these files. Of unknown size, a file may have all that its type may have. */
export function amountsOf(files: readonly AdmittedFile[]): { readonly files: number; readonly bytes: number } {
  return {
    files: files.length,
    bytes: files.reduce((sum, { size, maxBytes }) => sum + (size ?? maxBytes), 0),
  };
}
