import type { DragTransition } from "../properties/look-readers";

/** A place on the screen, in px. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a tile is on the screen, in px. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The index of the tile whose middle is nearest to the middle of the dragged tile. */
export function targetOf(rects: readonly Rect[], from: number, moved: Point): number {
  const dragged = rects[from];
  if (dragged === undefined) return from;
  const middle = middleOf(dragged);
  const distances = rects.map((rect) => distance(middleOf(rect), { x: middle.x + moved.x, y: middle.y + moved.y }));
  return distances.indexOf(Math.min(...distances));
}

/**
 * The style of each tile while one is dragged from one index to another: the dragged one is under the finger, and the others make room.
 *
 * @param moved how far the finger moved since the drag began; undefined if the tile was dropped and glides to its new place
 */
export function dragStyles(
  rects: readonly Rect[],
  from: number,
  to: number,
  moved: Point | undefined,
  { duration, timingFunction }: DragTransition,
): string[] {
  const glide = `transition: transform ${duration}ms ${timingFunction}`;
  return rects.map((rect, index) => {
    if (index === from && moved !== undefined) return `transform: translate(${moved.x}px, ${moved.y}px)`;
    const place = rects[placeAfter(index, from, to)] ?? rect;
    return `transform: translate(${place.left - rect.left}px, ${place.top - rect.top}px); ${glide}`;
  });
}

/** The index that a tile has after one was moved from one index to another. */
function placeAfter(index: number, from: number, to: number): number {
  if (index === from) return to;
  if (from < index && index <= to) return index - 1;
  return to <= index && index < from ? index + 1 : index;
}

function middleOf({ left, top, width, height }: Rect): Point {
  return { x: left + width / 2, y: top + height / 2 };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
