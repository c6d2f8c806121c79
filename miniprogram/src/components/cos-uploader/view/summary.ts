import type { ListState } from "../list/state";
import { fillIn } from "../texts/format";
import type { UploaderTexts } from "../texts/texts";

/** How many files are uploaded: `2 of 3 uploaded, 1 failed`. Empty without files. */
export function summaryOf({ items }: ListState, texts: UploaderTexts): string {
  if (items.length === 0) return "";
  const count = (...names: string[]) => items.filter(({ phase }) => names.includes(phase.name)).length;
  const failed = count("failed");
  const text = failed === 0 ? texts.summary : texts.summaryWithFailed;
  return fillIn(text, { done: count("done", "kept"), total: items.length, failed });
}
