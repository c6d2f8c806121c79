import { button, element, openDialog } from "./dialog.ts";
import type { Words } from "./words.ts";

/** What `<picker>` asks: one of each list, or a date or time. */
export type PickerQuestion = ListsQuestion | DateQuestion;

export interface ListsQuestion {
  readonly kind: "lists";
  readonly title: string;
  /** The labels of each list, and which of them is chosen. Asked for anew after every change, as one list may depend on another. */
  readonly lists: () => readonly { readonly labels: readonly string[]; readonly chosen: number }[];
  /** Another one of a list was chosen; the question is not answered yet. */
  readonly onColumnChange: (column: number, chosen: number) => void;
}

/** As the browser's own fields have them: `2026-11-25`, `2026-11` or `10:33`. */
export interface DateQuestion {
  readonly kind: "date" | "month" | "time";
  readonly title: string;
  readonly value: string;
  /** First and last that may be chosen; empty for no bound. */
  readonly start: string;
  readonly end: string;
}

/** The chosen one's index in each list, or the date or time; undefined if the person chose nothing. */
export type PickerAnswer = readonly number[] | string | undefined;

/** Asks at the bottom of the page, as WeChat does. */
export function openPicker(question: PickerQuestion, words: Words): Promise<PickerAnswer> {
  const { fields, answer } = question.kind === "lists" ? listFields(question) : dateField(question);
  const dialog = element("dialog", "wx-sheet wx-picker");
  let given: PickerAnswer;
  const confirm = () => {
    given = answer();
    dialog.close();
  };
  const head = element(
    "div",
    "wx-picker-head",
    button("wx-picker-action", words.cancel, () => dialog.close()),
    element("div", "wx-picker-title", question.title),
    button("wx-picker-action wx-picker-confirm", words.confirm, confirm),
  );
  dialog.append(head, fields);
  dialog.setAttribute("aria-label", question.title || words.choose);
  return new Promise((resolve) => openDialog(dialog, () => resolve(given)));
}

function listFields({ title, lists, onColumnChange }: ListsQuestion) {
  const fields = element("div", "wx-picker-fields");
  const selects = lists().map((_, column) => {
    const select = element("select", "wx-picker-list");
    select.setAttribute("aria-label", `${title} ${column + 1}`.trim());
    select.addEventListener("change", () => {
      onColumnChange(column, select.selectedIndex);
      draw();
    });
    return select;
  });
  /** What the person has chosen stays, where the list is the same. */
  function draw(): void {
    lists().forEach(({ labels, chosen }, column) => {
      const select = selects[column];
      const shown = [...(select?.options ?? [])].map(({ text }) => text);
      if (select === undefined || (labels.length > 0 && shown.join("\n") === labels.join("\n"))) return;
      select.replaceChildren(...labels.map((label) => element("option", "", label)));
      // A list of one would be drawn as a field that opens.
      select.size = Math.max(2, Math.min(7, labels.length));
      select.selectedIndex = Math.min(chosen, labels.length - 1);
    });
  }
  draw();
  fields.append(...selects);
  return { fields, answer: () => selects.map(({ selectedIndex }) => selectedIndex) };
}

function dateField({ kind, title, value, start, end }: DateQuestion) {
  const field = element("input", "wx-modal-field");
  Object.assign(field, { type: kind, value, min: start, max: end });
  field.setAttribute("aria-label", title || kind);
  const answer = () => (field.value === "" || !field.validity.valid ? undefined : field.value);
  return { fields: element("div", "wx-picker-fields", field), answer };
}
