const UNITS = ["B", "KB", "MB", "GB"] as const;

/** A size for people: `812 B`, `3.4 MB`. Steps of 1024, as WeChat and phones count photos. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  const amount = bytes / 1024 ** power;
  const digits = power > 0 && amount < 100 ? 1 : 0;
  return `${amount.toFixed(digits)} ${UNITS[power]}`;
}
