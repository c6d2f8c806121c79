/*
 * What a platform gives is checked here, whatever its typings say: phones have given sizes as strings, progress without totals and
 * errors without a field. Each function returns undefined for a value that it cannot read.
 */

/** The fields of an object of any origin; none for anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The elements of an array, `undefined` for each of its holes; none of anything else. */
export function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? Array.from<unknown>(value) : [];
}

/** A finite number of at least 0: a number, or its decimal digits in a string. */
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

/** A string that is not empty. */
export function readText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * A readable text of any value, for messages: an Error's message, an object's JSON, at most 300 characters. Never throws, which
 * `String()` and `JSON.stringify()` both do for some values.
 */
export function describe(value: unknown): string {
  return textOf(value).slice(0, 300);
}

function textOf(value: unknown): string {
  try {
    if (value instanceof Error) return String(value);
    return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  } catch {
    return "a value that has no text";
  }
}
