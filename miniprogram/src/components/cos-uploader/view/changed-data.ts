import type { View } from "./view-model";

/**
 * The smallest `setData` argument that turns one view into the next: the fields that differ, and only the tiles that differ if none was
 * added or removed. `setData` serializes its argument between threads, so size matters.
 */
export function changedData(from: View | undefined, to: View): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  const before: Readonly<Record<string, unknown>> = { ...from };
  const { tiles, ...fields } = to;
  for (const [name, value] of Object.entries(fields)) {
    // WeChat rejects undefined in setData.
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
