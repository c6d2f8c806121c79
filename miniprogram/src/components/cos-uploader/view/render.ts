import type { ListState } from "../list/state";
import { limitsOf, type Properties } from "../properties";
import type { UploaderTexts } from "../texts/texts";
import { announcement } from "./announcement";
import { changedData } from "./changed-data";
import { type View, viewOf } from "./view-model";

export interface ListChange {
  readonly state: ListState;
  readonly previous: ListState;
  /** What is shown by now. */
  readonly shown: View | undefined;
}

/** What a change of the list comes to: the view as it is to be, and what to give `setData` for it. */
export function draw(
  { state, previous, shown }: ListChange,
  properties: Properties,
  texts: UploaderTexts,
): { readonly view: View; readonly data: Readonly<Record<string, unknown>> } {
  const { disabled, preview, addBtn, removeBtn } = properties;
  const limits = limitsOf(properties);
  const view = viewOf(state, texts, { limits, maxBytes: limits.maxBytes, disabled, preview, addBtn, removeBtn });
  const said = announcement(previous, state, texts);
  return { view, data: { ...changedData(shown, view), ...(said !== undefined && { announcement: said }) } };
}
