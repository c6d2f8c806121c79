import type { Failure } from "../../../src/pages/index/failure";
import type { PickedFile, UploadItem, UploadPhase, UploadState } from "../../../src/pages/index/upload-state";

export const FILE: PickedFile = {
  filePath: "wxfile://tmp/1.jpg",
  kind: "image",
  bytes: 2048,
  thumbnailPath: "wxfile://tmp/1.jpg",
};

export const PASSING: Failure = { code: "timeout", remoteCode: undefined, requestId: "r-1", canRetry: true };
export const LASTING: Failure = { code: "empty_file", remoteCode: undefined, requestId: undefined, canRetry: false };

/** One phase of each kind. */
export const PHASES = {
  waiting: { name: "waiting" },
  preparing: { name: "preparing" },
  uploading: { name: "uploading", percent: 40 },
  succeeded: { name: "succeeded", objectUrl: "https://example.com/1.jpg" },
  failed: { name: "failed", failure: PASSING },
  failedForGood: { name: "failed", failure: LASTING },
  cancelled: { name: "cancelled" },
} as const satisfies Record<string, UploadPhase>;

export type PhaseName = keyof typeof PHASES;

export function itemIn(phase: UploadPhase, id = 1): UploadItem {
  return { id, file: FILE, method: "put", attempt: 3, phase };
}

export function stateOf(...items: UploadItem[]): UploadState {
  return { method: "post", picker: { name: "closed" }, items, nextId: items.length + 1 };
}
