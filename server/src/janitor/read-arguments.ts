import { parseArgs } from "node:util";

/** What the command line of the janitor requests. */
export interface JanitorArguments {
  readonly olderThanMs: number;
  readonly isDryRun: boolean;
}

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 };

export const USAGE = "npm run abort-unfinished -- --older-than 3d [--dry-run]";

/**
 * Reads `--older-than 3d [--dry-run]`. A duration is a whole number of hours (`h`) or days (`d`).
 *
 * @throws {Error} that names the faulty argument and what to write
 */
export function readArguments(args: readonly string[]): JanitorArguments {
  // Not strict, because the parser's own errors do not name the usage.
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { "older-than": { type: "string" }, "dry-run": { type: "boolean" } },
    strict: false,
    allowPositionals: true,
  });
  const { "older-than": olderThan, "dry-run": isDryRun = false, ...others } = values;
  const unknown = [...Object.keys(others).map((name) => `--${name}`), ...positionals][0];
  if (unknown !== undefined) throw new Error(`${unknown} is not an argument; write ${USAGE}`);
  if (olderThan === undefined) throw new Error(`--older-than is missing; write ${USAGE}`);
  if (typeof isDryRun !== "boolean") throw new Error(`--dry-run takes no value; write ${USAGE}`);
  return { olderThanMs: parseDuration(typeof olderThan === "string" ? olderThan : ""), isDryRun };
}

function parseDuration(text: string): number {
  const [, count = "", unit = ""] = /^([1-9][0-9]{0,3})([hd])$/.exec(text) ?? [];
  if (count === "") throw new Error(`--older-than is "${text}"; write hours or days, such as 72h or 3d`);
  return Number(count) * (UNIT_MS[unit] ?? Number.NaN);
}
