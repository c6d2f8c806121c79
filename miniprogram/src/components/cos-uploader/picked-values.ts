/*
 * What WeChat gives need not be what its typings say: iPhones left out `fileType`, Androids gave `size` as a string. These take any value
 * and give one of the type that is needed.
 */

/** An object's fields; those of anything else are none. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** An array's elements, and `undefined` for each of its holes; nothing else has elements. */
export function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? Array.from<unknown>(value) : [];
}

/** A string as it is; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A number, or the number that a string is, if it is finite; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** A number of bytes; 0, which stands for unknown, for anything that can't be one. */
export function bytesOf(value: unknown): number {
  const bytes = Math.floor(numberOf(value) ?? 0);
  return bytes > 0 && bytes <= Number.MAX_SAFE_INTEGER ? bytes : 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
