/** Replaces the `{names}` in a text. A name without a value stays as it is. */
export function fillIn(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

const UNITS = ["B", "KB", "MB", "GB"] as const;

/** Formats a size for users: `812 B`, `3.4 MB`, `20 MB`. 1 KB is 1024 bytes. */
export function formatBytes(bytes: number): string {
  let amount = bytes;
  let power = 0;
  while (Math.round(amount) >= 1024 && power < UNITS.length - 1) {
    amount /= 1024;
    power += 1;
  }
  const digits = power > 0 && amount < 100 ? 1 : 0;
  return `${amount.toFixed(digits).replace(".0", "")} ${UNITS[power]}`;
}

/** Formats a day for users of both languages, by the phone's own time zone: `2026-11-28`. */
export function formatDate(unixMs: number): string {
  const date = new Date(unixMs);
  const twoDigits = (part: number) => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}
