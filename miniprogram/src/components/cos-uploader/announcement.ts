import { fileName } from "./file-name";
import type { ListState, PhaseName } from "./state";
import { fillIn } from "./texts/fill-in";
import type { UploaderTexts } from "./texts/texts";

/** What a screen reader says of a change: the last file with a new state worth telling. Failures are told by their sentences. */
export function announcement(from: ListState, to: ListState, texts: UploaderTexts): string | undefined {
  const before = new Map(from.items.map(({ id, phase }) => [id, phase.name]));
  let said: string | undefined;
  to.items.forEach((item, index) => {
    const { name } = item.phase;
    if (before.get(item.id) === name || !TOLD.includes(name)) return;
    said = fillIn(texts.announcement, { file: fileName(item, index + 1, texts), state: texts.phases[name] });
  });
  return said;
}

const TOLD: readonly PhaseName[] = [
  "done",
  "cancelled",
  "uploading",
  "retrying",
  "waiting_for_network",
  "waiting_for_wifi",
  "waiting_for_foreground",
];
