import type { Item } from "../list/state";
import { fillIn } from "../texts/format";
import type { UploaderTexts } from "../texts/texts";
import { fileName } from "./names";
import { type ActionView, actionView } from "./tile-view";

/** The bar that moves a file by buttons: for screen readers, for keyboards, and for hands that cannot drag. */
export interface MovingView {
  readonly id: number;
  /** `Photo 1: 1 of 3` */
  readonly title: string;
  readonly earlier: ActionView;
  readonly later: ActionView;
  readonly done: ActionView;
}

/** Undefined if no file of the list is to be moved. */
export function movingView(
  items: readonly Item[],
  texts: UploaderTexts,
  movingId: number | undefined,
): MovingView | undefined {
  const index = items.findIndex(({ id }) => id === movingId);
  const item = items[index];
  if (item === undefined) return undefined;
  const name = fileName(item, index + 1, texts);
  return {
    id: item.id,
    title: fillIn(texts.position, { file: name, position: index + 1, total: items.length }),
    earlier: actionView("moveEarlier", name, texts),
    later: actionView("moveLater", name, texts),
    done: actionView("moveDone", name, texts),
  };
}
