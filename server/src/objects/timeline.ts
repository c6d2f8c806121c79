/**
 * A position on the timeline of a user's folder: the time in the key in seconds, and the first 16 of its random bits, as one whole number.
 * Keys sort by it. The clock of the key is read as UTC, whatever time zone it is in.
 */
export type Position = number;

/** Positions in one second. */
const PER_SECOND = 0x1_0000;
const DAY_MS = 86_400_000;

/** The position of a file name: `20261123120506-0001…`. */
export function positionOf(fileName: string): Position {
  const iso = fileName.replace(/^(....)(..)(..)(..)(..)(..)-(....).*$/, "$1-$2-$3T$4:$5:$6Z");
  return (Date.parse(iso) / 1000) * PER_SECOND + Number.parseInt(fileName.slice(15, 19), 16);
}

/** The beginning of every key at a position, below the user's folder: `20261123/20261123120506-0001`. It sorts before these keys. */
export function startOf(position: Position): string {
  const digits = digitsOf(Math.floor(position / PER_SECOND) * 1000);
  const bits = (position % PER_SECOND).toString(16).padStart(4, "0");
  return `${digits.slice(0, 8)}/${digits}-${bits}`;
}

/** The first position of a day. */
export function startOfDay(day: string): Position {
  return positionOf(`${day}000000-0000`);
}

/** The day of some days before or after another one: `20261123`, 8 → `20261201`. */
export function addDays(day: string, days: number): string {
  return dayOf((startOfDay(day) / PER_SECOND) * 1000 + days * DAY_MS);
}

/** `YYYYMMDD` in UTC. */
export function dayOf(ms: number): string {
  return digitsOf(ms).slice(0, 8);
}

/** Whether a text is the 8 digits of a day that exists: `20260230` does not. */
export function isDay(text: string): boolean {
  const ms = Date.parse(text.replace(/^([0-9]{4})([0-9]{2})([0-9]{2})$/, "$1-$2-$3"));
  return !Number.isNaN(ms) && dayOf(ms) === text;
}

function digitsOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\D/g, "").slice(0, 14);
}
