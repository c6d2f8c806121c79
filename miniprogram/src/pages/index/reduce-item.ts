import type { ItemEvent, UploadItem, UploadMethod, UploadPhase } from "./upload-state";

/**
 * One item after an event: the same object if the event can't happen to it, undefined if it is gone.
 *
 * @param method how it is sent if it is begun anew
 */
export function reduceItem(item: UploadItem, event: ItemEvent, method: UploadMethod): UploadItem | undefined {
  if ("attempt" in event && event.attempt !== item.attempt) return item;
  switch (event.name) {
    case "started":
      if (item.phase.name !== "waiting") return item;
      return { ...item, attempt: item.attempt + 1, phase: { name: "preparing" } };
    case "sending":
      return item.phase.name === "preparing" ? withPhase(item, { name: "uploading", percent: undefined }) : item;
    case "progressed":
      return progress(item, event.percent);
    case "succeeded":
      return item.phase.name === "uploading"
        ? withPhase(item, { name: "succeeded", objectUrl: event.objectUrl })
        : item;
    case "failed":
      return isRunning(item.phase) ? withPhase(item, { name: "failed", failure: event.failure }) : item;
    case "cancelled":
      return isRunning(item.phase) || item.phase.name === "waiting" ? withPhase(item, { name: "cancelled" }) : item;
    case "retried":
      return canBegin(item.phase) ? { ...item, method, phase: { name: "waiting" } } : item;
    case "removed":
      return isRunning(item.phase) ? item : undefined;
    case "thumbnailBroken":
      if (item.file.thumbnailPath === undefined) return item;
      return { ...item, file: { ...item.file, thumbnailPath: undefined } };
  }
}

/** Whether an upload in this phase is under way. */
export function isRunning({ name }: UploadPhase): boolean {
  return name === "preparing" || name === "uploading";
}

/** Whether an upload that ended in this phase can be begun anew. */
export function canBegin(phase: UploadPhase): boolean {
  return phase.name === "cancelled" || (phase.name === "failed" && phase.failure.canRetry);
}

/** Whole percents that only grow: each is a redraw, and a bar that runs backwards is a riddle. */
function progress(item: UploadItem, percent: number): UploadItem {
  if (item.phase.name !== "uploading" || Number.isNaN(percent)) return item;
  const whole = Math.floor(Math.min(100, Math.max(0, percent)));
  const grows = item.phase.percent === undefined || whole > item.phase.percent;
  return grows ? withPhase(item, { name: "uploading", percent: whole }) : item;
}

function withPhase(item: UploadItem, phase: UploadPhase): UploadItem {
  return { ...item, phase };
}
