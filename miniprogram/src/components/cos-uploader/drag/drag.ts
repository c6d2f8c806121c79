import type { DragFeedback, DragTransition } from "../properties/look-readers";
import { dragStyles, type Point, type Rect, targetOf } from "./drag-styles";

export interface DragDependencies {
  /** False if the order cannot be changed. */
  feedback(): false | DragFeedback;
  transition(): DragTransition;
  /** The ids of the files, in order. */
  ids(): readonly number[];
  /** Where the tiles are now, in the same order. */
  measure(): Promise<readonly Rect[]>;
  /** Shows the tiles during a drag. `draggedId` is 0, and there are no styles, when it is over. */
  show(draggedId: number, styles: readonly string[]): void;
  /** Shows one tile again. */
  showOne(index: number, style: string): void;
  drop(id: number, index: number): void;
  /** Draws what `run` changes at once, so that no tile is seen at its old place in between. */
  together(run: () => void): void;
  vibrate(type: "medium" | "light"): void;
}

/** Changes the order of files by a long press and a movement of the finger. */
export interface Drag {
  /** A touch event of a tile, by WeChat's name: `touchstart`, `touchmove`, `touchend` or `touchcancel`. */
  touch(type: string, point: Point | undefined): void;
  /** The finger has stayed on the tile of a file. */
  begin(id: number): Promise<void>;
  /** The gesture was interrupted, the files have changed, or the component is detached: every tile returns to its place. */
  cancel(): void;
}

interface Running {
  readonly id: number;
  readonly from: number;
  readonly start: Point;
  readonly rects: readonly Rect[];
  to: number;
}

export function createDrag(dependencies: DragDependencies): Drag {
  const { feedback, transition, ids, measure, show, showOne, drop, vibrate, together } = dependencies;
  /** Where the finger is; undefined if none touches a tile. */
  let finger: Point | undefined;
  let running: Running | undefined;
  let gliding: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    if (gliding !== undefined) clearTimeout(gliding);
    if (running !== undefined) show(0, []);
    gliding = undefined;
    running = undefined;
    finger = undefined;
  }

  function move(point: Point): void {
    if (finger !== undefined) finger = point;
    if (running === undefined || gliding !== undefined) return;
    const { id, from, start, rects } = running;
    const moved = { x: point.x - start.x, y: point.y - start.y };
    const to = targetOf(rects, from, moved);
    const styles = dragStyles(rects, from, to, moved, transition());
    if (to === running.to) {
      showOne(from, styles[from] ?? "");
      return;
    }
    running.to = to;
    show(id, styles);
    const wanted = feedback();
    if (wanted !== false && wanted.collisionVibrate) vibrate("light");
  }

  function end(): void {
    finger = undefined;
    if (running === undefined || gliding !== undefined) return;
    const { id, from, to, rects } = running;
    const { backTransition, duration } = transition();
    const finish = () =>
      together(() => {
        stop();
        drop(id, to);
      });
    if (!backTransition || duration === 0) {
      finish();
      return;
    }
    show(id, dragStyles(rects, from, to, undefined, transition()));
    gliding = setTimeout(finish, duration);
  }

  return {
    touch(type, point) {
      if (type === "touchend") end();
      else if (type === "touchcancel") stop();
      else if (point !== undefined && type === "touchmove") move(point);
      else if (running === undefined) finger = point;
    },
    async begin(id) {
      const start = finger;
      const wanted = feedback();
      if (wanted === false || start === undefined || running !== undefined) return;
      const before = ids();
      const rects = await measure();
      const from = ids().indexOf(id);
      // Meanwhile the finger may have been lifted, or the files may have changed.
      if (finger === undefined || from < 0 || rects.length !== before.length || !isSame(before, ids())) return;
      running = { id, from, start, rects, to: from };
      show(id, dragStyles(rects, from, from, { x: 0, y: 0 }, transition()));
      if (wanted.vibrate) vibrate("medium");
    },
    cancel: stop,
  };
}

function isSame(before: readonly number[], now: readonly number[]): boolean {
  return before.length === now.length && before.every((id, index) => id === now[index]);
}
