import type { ListState, PhaseName } from "../list/state";
import { isSettled } from "../list/state";
import { fillIn } from "../texts/format";
import type { UploaderTexts } from "../texts/texts";
import { fileName } from "./names";
import { summaryOf } from "./summary";
import { unfinishedTitle } from "./unfinished-view";

/**
 * What a screen reader announces after a change: the last file with a new state that matters, the offer of unfinished uploads, or
 * the summary once all of several files are settled. Failures are left out, because their notices are alerts themselves.
 */
export function announcement(from: ListState, to: ListState, texts: UploaderTexts): string | undefined {
  if (to.items.length > 1 && areAllOver(to) && from.items.length === to.items.length && !areAllOver(from)) {
    return summaryOf(to, texts);
  }
  const before = new Map(from.items.map(({ id, phase }) => [id, phase.name]));
  let text = from.unfinished.length === 0 ? unfinishedTitle(to.unfinished, texts) : undefined;
  to.items.forEach((item, index) => {
    const { name } = item.phase;
    if (before.get(item.id) === name || !ANNOUNCED.includes(name)) return;
    text = fillIn(texts.announcement, { file: fileName(item, index + 1, texts), state: texts.phases[name] });
  });
  return text;
}

function areAllOver({ items }: ListState): boolean {
  return items.every(({ phase }) => isSettled(phase));
}

const ANNOUNCED: readonly PhaseName[] = [
  "done",
  "cancelled",
  "uploading",
  "retrying",
  "paused",
  "resuming",
  "waiting_for_network",
  "waiting_for_wifi",
  "waiting_for_foreground",
];
