import { elementsOf, fieldsOf, readNumber } from "../../../uploader/platform-values";
import type { Point, Rect } from "./drag-styles";

/** The part of a component that measures its elements. */
export interface Measurable {
  createSelectorQuery(): {
    selectAll(selector: string): { boundingClientRect(callback: (rects: unknown) => void): { exec(): void } };
  };
}

/** Where the elements with a selector are on the screen. Empty if they cannot be measured. */
export function measureAll(component: Measurable, selector: string): Promise<readonly Rect[]> {
  return new Promise((resolve) => {
    component
      .createSelectorQuery()
      .selectAll(selector)
      .boundingClientRect((rects) => resolve(elementsOf(rects).map(readRect)))
      .exec();
  });
}

function readRect(value: unknown): Rect {
  const rect = fieldsOf(value);
  // A tile above the screen has a negative top.
  const read = (name: string) => {
    const length = rect[name];
    return typeof length === "number" ? length : 0;
  };
  return { left: read("left"), top: read("top"), width: read("width"), height: read("height") };
}

/** Where a touch is on the screen. Undefined for an event without a touch. */
export function touchPoint(event: unknown): Point | undefined {
  const fields = fieldsOf(event);
  const lists = [fields["touches"], fields["changedTouches"], fieldsOf(fields["detail"])["touches"]];
  for (const list of lists) {
    const touch = fieldsOf(Object(list)[0]);
    const [x, y] = [readNumber(touch["clientX"]), readNumber(touch["clientY"])];
    if (x !== undefined && y !== undefined) return { x, y };
  }
  return undefined;
}
