/** Callbacks of listenToDrags. */
export interface Drags {
  /** Whether to measure vertical movement instead of horizontal. Called for every event. */
  readonly isVertical: () => boolean;
  /** Called with the distance so far, in pixels. */
  readonly onDrag: (pixels: number) => void;
  /** Called with the total distance, in pixels. 0 if the browser used the drag to scroll. */
  readonly onEnd: (pixels: number) => void;
}

/** Reports drags within an element, by finger or mouse. */
export function listenToDrags(html: HTMLElement, { isVertical, onDrag, onEnd }: Drags): void {
  const placeOf = ({ clientX, clientY }: MouseEvent) => (isVertical() ? clientY : clientX);
  let start: number | undefined;
  html.addEventListener("pointerdown", (event) => {
    start = placeOf(event);
  });
  html.addEventListener("pointermove", (event) => {
    if (start !== undefined) onDrag(placeOf(event) - start);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"] as const) {
    html.addEventListener(end, (event) => {
      if (start === undefined) return;
      const dragged = placeOf(event) - start;
      start = undefined;
      onEnd(end === "pointercancel" ? 0 : dragged);
    });
  }
}
