import type { View } from "./view-model";

/**
 * The least that `setData` has to be given to turn one view into the next: whole fields that differ, and of rows only those
 * that differ while none came or went. What `setData` is given crosses from one thread to another as text.
 */
export function changedData(from: View | undefined, to: View): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  const before: Readonly<Record<string, unknown>> = { ...from };
  const { rows, ...fields } = to;
  for (const [name, value] of Object.entries(fields)) {
    if (!isSame(before[name], value)) data[name] = value;
  }
  const sameRows = from?.rows.length === rows.length && rows.every(({ id }, index) => from.rows[index]?.id === id);
  if (!sameRows) return { ...data, rows };
  rows.forEach((row, index) => {
    if (!isSame(from.rows[index], row)) data[`rows[${index}]`] = row;
  });
  return data;
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
