import { button, element, openDialog } from "./dialog.ts";
import type { Words } from "./words.ts";

/** What a `<picker>` offers: one choice from each list, or a date or time. */
export type PickerRequest = ListsRequest | DateRequest;

/** One choice from each of several lists. */
export interface ListsRequest {
  readonly kind: "lists";
  readonly title: string;
  /** Returns the labels of each list and the index of the chosen one. Called after every change, because one list may depend on another. */
  readonly lists: () => readonly { readonly labels: readonly string[]; readonly chosen: number }[];
  /** Called when the user changes a list while the dialog is open. */
  readonly onColumnChange: (column: number, chosen: number) => void;
}

/** A date, a month or a time, in the format of the browser's own fields: `2026-11-25`, `2026-11` or `10:33`. */
export interface DateRequest {
  readonly kind: "date" | "month" | "time";
  readonly title: string;
  readonly value: string;
  /** The earliest allowed value. Empty for no limit. */
  readonly start: string;
  /** The latest allowed value. Empty for no limit. */
  readonly end: string;
}

/** The chosen index in each list, or the date or time. `undefined` if the user cancelled. */
export type PickerResult = readonly number[] | string | undefined;

/** Shows the dialog of a picker at the bottom of the page, as WeChat does. */
export function openPicker(request: PickerRequest, words: Words): Promise<PickerResult> {
  const { fields, value } = request.kind === "lists" ? listFields(request) : dateField(request);
  const dialog = element("dialog", "wx-sheet wx-picker");
  let result: PickerResult;
  const confirm = () => {
    result = value();
    dialog.close();
  };
  const head = element(
    "div",
    "wx-picker-head",
    button("wx-picker-action", words.cancel, () => dialog.close()),
    element("div", "wx-picker-title", request.title),
    button("wx-picker-action wx-picker-confirm", words.confirm, confirm),
  );
  dialog.append(head, fields);
  dialog.setAttribute("aria-label", request.title || words.choose);
  return new Promise((resolve) => openDialog(dialog, () => resolve(result)));
}

function listFields({ title, lists, onColumnChange }: ListsRequest) {
  const fields = element("div", "wx-picker-fields");
  const selects = lists().map((_, column) => {
    const select = element("select", "wx-picker-list");
    select.setAttribute("aria-label", `${title} ${column + 1}`.trim());
    select.addEventListener("change", () => {
      onColumnChange(column, select.selectedIndex);
      render();
    });
    return select;
  });
  /** Renders the lists. A list whose labels have not changed keeps the user's choice. */
  function render(): void {
    lists().forEach(({ labels, chosen }, column) => {
      const select = selects[column];
      const shown = [...(select?.options ?? [])].map(({ text }) => text);
      if (select === undefined || (labels.length > 0 && shown.join("\n") === labels.join("\n"))) return;
      select.replaceChildren(...labels.map((label) => element("option", "", label)));
      // A browser renders a list of size 1 as a drop-down field.
      select.size = Math.max(2, Math.min(7, labels.length));
      select.selectedIndex = Math.min(chosen, labels.length - 1);
    });
  }
  render();
  fields.append(...selects);
  return { fields, value: () => selects.map(({ selectedIndex }) => selectedIndex) };
}

function dateField({ kind, title, value: initialValue, start, end }: DateRequest) {
  const field = element("input", "wx-modal-field");
  Object.assign(field, { type: kind, value: initialValue, min: start, max: end });
  field.setAttribute("aria-label", title || kind);
  const value = () => (field.value === "" || !field.validity.valid ? undefined : field.value);
  return { fields: element("div", "wx-picker-fields", field), value };
}
