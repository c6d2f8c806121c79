/*
 * Readers of values that a platform returns. They do not trust the typings: phones have returned sizes as strings, progress without totals
 * and errors without fields. Each reader returns undefined for a value that it cannot read.
 */

/** The fields of an object; none for any other value. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The elements of an array, with `undefined` for each hole; none for any other value. */
export function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? Array.from<unknown>(value) : [];
}

/** A finite number of at least 0, or a string of its decimal digits. */
export function readNumber(value: unknown): number | undefined {
  const isDigits = typeof value === "string" && /^\d{1,15}(\.\d{1,9})?$/.test(value);
  const number = isDigits ? Number(value) : value;
  return typeof number === "number" && number >= 0 && number < Number.POSITIVE_INFINITY ? number : undefined;
}

/** A whole number of at least 0: bytes, an HTTP status. */
export function readCount(value: unknown): number | undefined {
  const number = readNumber(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** A non-empty string. */
export function readText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * A text for any value, for messages: an Error as it prints, an object as JSON, at most 300 characters. Never throws, unlike `String()`
 * and `JSON.stringify()`.
 */
export function describe(value: unknown): string {
  return textOf(value).slice(0, 300);
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const text = value instanceof Error ? undefined : attempt(() => JSON.stringify(value));
  return text ?? attempt(() => String(value)) ?? "a value that has no text";
}

/** The result of a call that may throw, as calls do that a base library lacks; undefined if it throws. */
export function attempt<Result>(run: () => Result, onError?: (cause: unknown) => void): Result | undefined {
  try {
    return run();
  } catch (cause) {
    onError?.(cause);
    return undefined;
  }
}
