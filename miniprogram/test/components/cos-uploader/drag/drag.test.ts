import fc from "fast-check";
import { createDrag, type DragDependencies } from "../../../../src/components/cos-uploader/drag/drag";
import { dragStyles, type Rect, targetOf } from "../../../../src/components/cos-uploader/drag/drag-styles";
import { touchPoint } from "../../../../src/components/cos-uploader/drag/measure";

const TRANSITION = { backTransition: true, duration: 300, timingFunction: "ease" };

/** Tiles of 100 px in rows of three, as the screen shows them. */
const RECTS: readonly Rect[] = [0, 1, 2, 3, 4].map((index) => ({
  left: (index % 3) * 108,
  top: Math.floor(index / 3) * 108,
  width: 100,
  height: 100,
}));

const translations = (styles: readonly string[]) =>
  styles.map((style) => /translate\(([^)]+)\)/.exec(style)?.[1]?.replace(/px/g, ""));

test("the target is the tile that is nearest to the middle of the dragged one", () => {
  expect([0, 53, 55, 216].map((x) => targetOf(RECTS, 0, { x, y: 0 }))).toEqual([0, 0, 1, 2]);
  expect(targetOf(RECTS, 0, { x: 108, y: 108 })).toBe(4);
  expect(targetOf(RECTS, 4, { x: -1000, y: -1000 })).toBe(0);
});

test("the other tiles make room, forwards and backwards, and the dragged one is under the finger", () => {
  expect(translations(dragStyles(RECTS, 0, 3, { x: 5, y: 7 }, TRANSITION))).toEqual([
    "5, 7",
    "-108, 0",
    "-108, 0",
    "216, -108",
    "0, 0",
  ]);
  expect(translations(dragStyles(RECTS, 4, 2, undefined, TRANSITION))).toEqual([
    "0, 0",
    "0, 0",
    "-216, 108",
    "108, 0",
    "108, -108",
  ]);
});

test("while a tile is dragged, no two others take the same place", () => {
  const index = fc.integer({ min: 0, max: RECTS.length - 1 });
  fc.assert(
    fc.property(index, index, (from, to) => {
      const places = dragStyles(RECTS, from, to, undefined, TRANSITION).map((style, position) => {
        const [x = 0, y = 0] = (/translate\(([^)]+)\)/.exec(style)?.[1] ?? "").split(",").map(Number.parseFloat);
        return `${(RECTS[position]?.left ?? 0) + x},${(RECTS[position]?.top ?? 0) + y}`;
      });
      expect(new Set(places).size).toBe(RECTS.length);
    }),
  );
});

describe("a drag", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  function fixture(changes: Partial<DragDependencies> = {}) {
    const order = [1, 2, 3, 4, 5];
    const log = {
      shown: [] as (readonly [number, number])[],
      drops: [] as (readonly number[])[],
      vibrations: [] as string[],
    };
    const drag = createDrag({
      feedback: () => ({ vibrate: true, collisionVibrate: true }),
      transition: () => TRANSITION,
      ids: () => order,
      measure: async () => RECTS,
      show: (id, styles) => log.shown.push([id, styles.length]),
      showOne: (index) => log.shown.push([-1, index]),
      drop: (id, index) => log.drops.push([id, index]),
      together: (run) => run(),
      vibrate: (type) => log.vibrations.push(type),
      ...changes,
    });
    return { drag, order, ...log };
  }

  test("shows the tile under the finger, then its new place, and drops it there after it has glided", async () => {
    const { drag, shown, drops, vibrations } = fixture();
    drag.touch("touchstart", { x: 50, y: 50 });
    await drag.begin(1);
    drag.touch("touchmove", { x: 60, y: 50 });
    drag.touch("touchmove", { x: 160, y: 50 });
    drag.touch("touchend", undefined);
    expect([shown, drops]).toEqual([
      [
        [1, 5],
        [-1, 0],
        [1, 5],
        [1, 5],
      ],
      [],
    ]);
    jest.advanceTimersByTime(300);
    expect([shown.slice(-1), drops, vibrations]).toEqual([[[0, 0]], [[1, 1]], ["medium", "light"]]);
  });

  test("drops at once without backTransition", async () => {
    const { drag, drops } = fixture({ transition: () => ({ ...TRANSITION, backTransition: false }) });
    drag.touch("touchstart", { x: 50, y: 50 });
    await drag.begin(1);
    drag.touch("touchmove", { x: 160, y: 50 });
    drag.touch("touchend", undefined);
    expect(drops).toEqual([[1, 1]]);
  });

  test.each<[string, Partial<DragDependencies>, (drag: ReturnType<typeof createDrag>) => void]>([
    ["the order cannot be changed", { feedback: () => false }, () => {}],
    ["the finger was lifted while the tiles were measured", {}, (drag) => drag.touch("touchend", undefined)],
    ["the tiles cannot be measured", { measure: async () => [] }, () => {}],
  ])("does not begin if %s", async (_, changes, meanwhile) => {
    const { drag, shown } = fixture(changes);
    drag.touch("touchstart", { x: 50, y: 50 });
    const begun = drag.begin(1);
    meanwhile(drag);
    await begun;
    drag.touch("touchmove", { x: 160, y: 50 });
    expect(shown).toEqual([]);
  });

  test("does not begin without a finger, such as after a long press of a key", async () => {
    const { drag, shown } = fixture();
    await drag.begin(1);
    expect(shown).toEqual([]);
  });

  test("does not begin if a file was removed while the tiles were measured", async () => {
    const { drag, order, shown } = fixture();
    drag.touch("touchstart", { x: 50, y: 50 });
    const begun = drag.begin(1);
    order.pop();
    await begun;
    expect(shown).toEqual([]);
  });

  test.each([
    0, 100,
  ])("returns every tile to its place when it is cancelled, %i ms after its end too", async (afterMs) => {
    const { drag, shown, drops } = fixture();
    drag.touch("touchstart", { x: 50, y: 50 });
    await drag.begin(1);
    drag.touch("touchmove", { x: 160, y: 50 });
    if (afterMs > 0) drag.touch("touchend", undefined);
    jest.advanceTimersByTime(afterMs);
    if (afterMs > 0) drag.cancel();
    else drag.touch("touchcancel", undefined);
    jest.advanceTimersByTime(1000);
    expect([shown.slice(-1), drops]).toEqual([[[0, 0]], []]);
  });

  test("ignores a second finger", async () => {
    const { drag, drops } = fixture({ transition: () => ({ ...TRANSITION, duration: 0 }) });
    drag.touch("touchstart", { x: 50, y: 50 });
    await drag.begin(1);
    drag.touch("touchstart", { x: 500, y: 500 });
    await drag.begin(2);
    drag.touch("touchmove", { x: 160, y: 50 });
    drag.touch("touchend", undefined);
    expect(drops).toEqual([[1, 1]]);
  });
});

test.each([
  ["touches", { touches: [{ clientX: 1, clientY: 2 }] }, { x: 1, y: 2 }],
  ["changedTouches", { touches: [], changedTouches: [{ clientX: 3, clientY: 4 }] }, { x: 3, y: 4 }],
  ["the detail", { detail: { touches: [{ clientX: 5, clientY: 6 }] } }, { x: 5, y: 6 }],
  ["no touch", { detail: { x: 1, y: 1 } }, undefined],
  ["nothing", undefined, undefined],
])("reads the place of a touch from %s", (_, event, expected) => {
  expect(touchPoint(event)).toEqual(expected);
});
