import { type CancelScope, cancellable } from "../../cancel-scope";

/** Admits parts in the order in which they come, as many at a time as the limit allows. */
export interface Gate {
  /**
   * Resolves when there is room. The part leaves by calling the result, or when the scope is closed.
   *
   * @param bytes how many bytes it sends; 0 if it only reads the file
   */
  enter(scope: CancelScope, bytes: number): Promise<() => void>;
  bytesInside(): number;
}

/** @param limit the most parts at a time; it may change */
export function createGate(limit: () => number): Gate {
  const waiting: (() => void)[] = [];
  let partsInside = 0;
  let bytesInside = 0;

  function admit(): void {
    while (partsInside < limit() && waiting.length > 0) waiting.shift()?.();
  }

  return {
    enter: (scope, bytes) =>
      cancellable<() => void>(scope, (resolve) => {
        const onRoom = () => {
          partsInside += 1;
          bytesInside += bytes;
          scope.cleanUps.add(leave);
          resolve(() => {
            if (scope.cleanUps.delete(leave)) leave();
          });
        };
        const leave = () => {
          partsInside -= 1;
          bytesInside -= bytes;
          admit();
        };
        waiting.push(onRoom);
        admit();
        return () => {
          const index = waiting.indexOf(onRoom);
          if (index >= 0) waiting.splice(index, 1);
        };
      }),
    bytesInside: () => bytesInside,
  };
}
