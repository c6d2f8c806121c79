import {
  INITIAL_STATE,
  type Item,
  type ItemPhase,
  type ListState,
  type PickedFile,
} from "../../../../src/components/cos-uploader/list/state";
import { UploadError } from "../../../../src/uploader/index";
import { DONE, failed, TIMED_OUT } from "../../../fakes/fake-uploader";

export const FILE: PickedFile = {
  path: "wxfile://tmp/photo.jpg",
  name: "",
  type: "image",
  bytes: 2048,
  thumbnailPath: "wxfile://tmp/photo.jpg",
};

/** One phase of each name. The compiler checks that none is missing. */
export const PHASES: Readonly<{ [Name in ItemPhase["name"]]: Extract<ItemPhase, { name: Name }> }> = {
  ready: { name: "ready" },
  preparing: { name: "preparing" },
  confirming: { name: "confirming" },
  waiting_for_wifi: { name: "waiting_for_wifi" },
  kept: { name: "kept" },
  queued: { name: "queued" },
  checking: { name: "checking" },
  compressing: { name: "compressing" },
  waiting_for_network: { name: "waiting_for_network" },
  waiting_for_foreground: { name: "waiting_for_foreground" },
  signing: { name: "signing", attempt: 1 },
  uploading: { name: "uploading", attempt: 1, progress: { totalBytesSent: 429, totalBytesExpectedToSend: 1000 } },
  retrying: { name: "retrying", attempt: 2, delayMs: 500, error: new UploadError("network", "lost") },
  paused: { name: "paused", progress: { totalBytesSent: 429, totalBytesExpectedToSend: 1000 } },
  resuming: { name: "resuming" },
  done: phaseOf(DONE, "done"),
  failed: phaseOf(TIMED_OUT, "failed"),
  cancelled: { name: "cancelled" },
};

export const FAILED_FOR_GOOD = failed("empty_file", "no bytes");

function phaseOf<Name extends ItemPhase["name"]>(phase: ItemPhase, name: Name): Extract<ItemPhase, { name: Name }> {
  if (isPhase(phase, name)) return phase;
  throw new Error(`not ${name}`);
}

function isPhase<Name extends ItemPhase["name"]>(
  phase: ItemPhase,
  name: Name,
): phase is Extract<ItemPhase, { name: Name }> {
  return phase.name === name;
}

export const itemIn = (phase: ItemPhase, id = 1, file: Partial<PickedFile> = {}): Item => ({
  id,
  file: { ...FILE, ...file },
  phase,
});

export const stateOf = (...items: Item[]): ListState => ({ ...INITIAL_STATE, items, nextId: items.length + 1 });
