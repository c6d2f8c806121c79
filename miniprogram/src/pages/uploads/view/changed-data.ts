import type { DayView, UploadsView } from "./view-model";

/**
 * The smallest `setData` argument that turns one view into the next: the fields that differ, and of the days only the tiles that differ.
 * `setData` serializes its argument between threads, and hundreds of signed URLs are large.
 */
export function changedData(from: UploadsView | undefined, to: UploadsView): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  const before: Readonly<Record<string, unknown>> = { ...from };
  const { days, ...fields } = to;
  for (const [name, value] of Object.entries(fields)) if (!isSame(before[name], value)) data[name] = value;
  // A path can only change or add an element of a list, so a shorter list is set as a whole.
  if (from === undefined || days.length < from.days.length) return { ...data, days };
  for (const [index, day] of days.entries()) Object.assign(data, changedDay(`days[${index}]`, from.days[index], day));
  return data;
}

function changedDay(path: string, from: DayView | undefined, to: DayView): Record<string, unknown> {
  const { tiles, ...head } = to;
  const hasSameTiles = from?.tiles.length === tiles.length && tiles.every(({ key }, at) => from.tiles[at]?.key === key);
  const { tiles: _, ...headBefore } = from ?? {};
  if (!hasSameTiles || !isSame(headBefore, head)) return isSame(from, to) ? {} : { [path]: to };
  const changed: Record<string, unknown> = {};
  tiles.forEach((tile, at) => {
    if (!isSame(from.tiles[at], tile)) changed[`${path}.tiles[${at}]`] = tile;
  });
  return changed;
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
