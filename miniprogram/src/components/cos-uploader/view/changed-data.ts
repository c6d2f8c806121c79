import type { View } from "./view-model";

/**
 * The least that `setData` has to be given to turn one view into the next: whole fields that differ, and of tiles only those
 * that differ while none came or went. What `setData` is given crosses from one thread to another as text.
 */
export function changedData(from: View | undefined, to: View): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  const before: Readonly<Record<string, unknown>> = { ...from };
  const { tiles, ...fields } = to;
  for (const [name, value] of Object.entries(fields)) {
    // WeChat takes no undefined in setData.
    if (!isSame(before[name], value)) data[name] = value ?? null;
  }
  const sameTiles = from?.tiles.length === tiles.length && tiles.every(({ id }, index) => from.tiles[index]?.id === id);
  if (!sameTiles) return { ...data, tiles };
  tiles.forEach((tile, index) => {
    if (!isSame(from.tiles[index], tile)) data[`tiles[${index}]`] = tile;
  });
  return data;
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
