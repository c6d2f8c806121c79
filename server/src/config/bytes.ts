const UNITS: Readonly<Record<string, number>> = { "": 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** Parses `1048576`, `20MiB` or `1GiB` as bytes; `undefined` for any other text. */
export function parseBytes(text: string): number | undefined {
  const match = /^([0-9]+)(KiB|MiB|GiB)?$/.exec(text);
  if (match === null) return undefined;
  const bytes = Number(match[1]) * (UNITS[match[2] ?? ""] ?? Number.NaN);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
