import { type Item, type ItemPhase, isUnderWay, type PhaseName, type PickedFile, percentOf } from "./state";

/** Larger files are sent in parts, unless the page turns that off: some phones fail to send larger forms. */
export const LARGE_FILE_BYTES = 10 * 1024 * 1024;

/** Whether a file is sent in parts. `aboveBytes` is Infinity if none is. */
export function isSentInParts({ bytes }: PickedFile, aboveBytes: number): boolean {
  return bytes > aboveBytes;
}

/**
 * Whether users can pause the file. Only a file that is sent in parts continues where it stopped; others would start from their first
 * byte. Once every part has arrived, COS merges them, and there is nothing left to pause.
 */
export function canPause({ file, phase }: Item, aboveBytes: number): boolean {
  if (!PAUSABLE.includes(phase.name) || !isSentInParts(file, aboveBytes)) return false;
  return percentOf(phase) !== 100 && !isForm(file, phase);
}

/** Whether a large file is sent as a form, because the server takes no parts. The progress of a form includes the form around the file. */
function isForm({ bytes }: PickedFile, phase: ItemPhase): boolean {
  return (
    phase.name === "uploading" && phase.progress !== undefined && phase.progress.totalBytesExpectedToSend !== bytes
  );
}

/** Whether a large file is on its way, so that the phone's screen has to stay on: WeChat suspends a mini program when it goes off. */
export function isSendingInParts(items: readonly Item[], aboveBytes: number): boolean {
  return items.some(
    ({ file, phase }) => isUnderWay(phase) && phase.name !== "paused" && isSentInParts(file, aboveBytes),
  );
}

/** Phases in which the uploader sends the file, or tries to. */
const PAUSABLE: readonly PhaseName[] = [
  "waiting_for_network",
  "waiting_for_foreground",
  "signing",
  "uploading",
  "retrying",
  "resuming",
];
