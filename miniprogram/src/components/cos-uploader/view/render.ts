import type { ListState } from "../list/state";
import { limitsOf, partsAboveBytes } from "../properties/list-options";
import type { PropertyValues } from "../properties/properties";
import type { UploaderTexts } from "../texts/texts";
import { announcement } from "./announcement";
import { changedData } from "./changed-data";
import { type View, viewOf } from "./view-model";

export interface ListChange {
  readonly state: ListState;
  readonly previous: ListState;
  /** The view that is shown. */
  readonly shown: View | undefined;
  /** The file that the bar moves. */
  readonly movingId: number | undefined;
}

/** Renders a change of the list. Returns the new view and the data to pass to `setData`. */
export function render(
  { state, previous, shown, movingId }: ListChange,
  properties: PropertyValues,
  texts: UploaderTexts,
): { readonly view: View; readonly data: Readonly<Record<string, unknown>> } {
  const limits = limitsOf(properties);
  const view = viewOf(state, texts, {
    ...properties,
    limits,
    maxBytes: limits.maxBytes,
    partsAboveBytes: partsAboveBytes(properties),
    // One file alone has no order.
    isMovable: properties.draggable !== false && !properties.disabled && state.items.length > 1,
    movingId,
  });
  const announced = announcement(previous, state, texts);
  return { view, data: { ...changedData(shown, view), ...(announced !== undefined && { announcement: announced }) } };
}
