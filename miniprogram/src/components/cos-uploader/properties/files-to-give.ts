import type { PropertyValues } from "./properties";

/** The files that the list begins with. Undefined if the page gives none. */
export function firstFiles({ files, defaultFiles }: PropertyValues): readonly unknown[] | undefined {
  return files ?? defaultFiles ?? undefined;
}

/**
 * The files to give to the list after properties were set. Undefined if the page did not set any. `defaultFiles` counts once, as long as
 * the page gives no other files.
 *
 * uni-app sets all properties again whenever one changes. Its old list would then replace the user's files. So a list with the same
 * content counts only if nothing else changed.
 */
export function filesToGive(
  previous: PropertyValues,
  { files, ...others }: PropertyValues,
): readonly unknown[] | undefined {
  const { defaultFiles } = others;
  if (files === null)
    return previous.files === null && previous.defaultFiles === null ? (defaultFiles ?? undefined) : undefined;
  if (files === previous.files) return undefined;
  const hasOtherChange = Object.entries(others).some(([name, value]) => !isSame(Reflect.get(previous, name), value));
  return hasOtherChange && isSame(previous.files, files) ? undefined : files;
}

function isSame(left: unknown, right: unknown): boolean {
  return left === right || (typeof left !== "function" && JSON.stringify(left) === JSON.stringify(right));
}
