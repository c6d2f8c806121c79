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
  let olderThanMs: number | undefined;
  let isDryRun = false;
  const rest = [...args];
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === "--dry-run") isDryRun = true;
    else if (name === "--older-than") olderThanMs = parseDuration(rest.shift() ?? "");
    else if (name.startsWith("--older-than=")) olderThanMs = parseDuration(name.slice("--older-than=".length));
    else throw new Error(`${name} is not an argument; write ${USAGE}`);
  }
  if (olderThanMs === undefined) throw new Error(`--older-than is missing; write ${USAGE}`);
  return { olderThanMs, isDryRun };
}

function parseDuration(text: string): number {
  const [, count = "", unit = ""] = /^([1-9][0-9]{0,3})([hd])$/.exec(text) ?? [];
  if (count === "") throw new Error(`--older-than is "${text}"; write hours or days, such as 72h or 3d`);
  return Number(count) * (UNIT_MS[unit] ?? Number.NaN);
}
