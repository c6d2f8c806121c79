export interface Drags {
  /** Whether up and down counts, rather than left and right. Asked with every drag. */
  readonly isVertical: () => boolean;
  /** How far by now, in pixels. */
  readonly onDrag: (pixels: number) => void;
  /** How far in all; 0 if the browser took the drag for a scroll of its own. */
  readonly onEnd: (pixels: number) => void;
}

/** Follows what is dragged in an element, by finger or mouse. */
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
