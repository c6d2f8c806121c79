/** The middle value; of an even count the upper one of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new RangeError("no values");
  return middle;
}

/** The value that so many per cent of the values do not exceed. Sorts the list. */
export function percentile(values: number[], percent: number): number {
  values.sort((a, b) => a - b);
  return values[Math.ceil((values.length * percent) / 100) - 1] ?? Number.NaN;
}
