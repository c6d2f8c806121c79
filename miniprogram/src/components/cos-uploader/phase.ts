import type { ItemPhase } from "./state";

/** Whether the file is with the uploader and not over: it can be cancelled. */
export function isUnderWay({ name }: ItemPhase): boolean {
  return UNDER_WAY.includes(name);
}

/** Whether the component has nothing more to do for the file by itself. */
export function isSettled(phase: ItemPhase): boolean {
  return !isUnderWay(phase) && phase.name !== "confirming" && phase.name !== "waiting_for_wifi";
}

/** How much of it has been sent, in whole percent; undefined where nobody knows. */
export function percentOf(phase: ItemPhase): number | undefined {
  if (phase.name !== "uploading" || phase.progress === undefined || phase.progress.totalBytesExpectedToSend === 0)
    return undefined;
  const { totalBytesSent, totalBytesExpectedToSend } = phase.progress;
  return Math.floor(100 * Math.min(1, Math.max(0, totalBytesSent / totalBytesExpectedToSend)));
}

const UNDER_WAY: readonly ItemPhase["name"][] = [
  "queued",
  "checking",
  "compressing",
  "waiting_for_network",
  "waiting_for_foreground",
  "signing",
  "uploading",
  "retrying",
];
