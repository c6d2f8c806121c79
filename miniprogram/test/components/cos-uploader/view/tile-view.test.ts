import { byteLimits } from "../../../../src/components/cos-uploader/list/size-limit";
import type { ItemPhase } from "../../../../src/components/cos-uploader/list/state";
import { en } from "../../../../src/components/cos-uploader/texts/en";
import { zh } from "../../../../src/components/cos-uploader/texts/zh";
import { tileView } from "../../../../src/components/cos-uploader/view/tile-view";
import { FAILED_FOR_GOOD, itemIn, PHASES } from "../list/states";

const OPTIONS = {
  isMovable: false,
  disabled: false,
  preview: true,
  removeBtn: true,
  maxBytes: byteLimits(0),
  partsAboveBytes: Number.POSITIVE_INFINITY,
};
const tile = (phase: ItemPhase) => tileView(itemIn(phase), 1, en, OPTIONS);

test.each([
  ["ready", "idle", "remove", undefined, false],
  ["preparing", "busy", "cancel", undefined, true],
  ["confirming", "waiting", "remove", "upload", false],
  ["waiting_for_wifi", "waiting", "remove", "upload", false],
  ["kept", "done", "remove", undefined, false],
  ["queued", "waiting", "cancel", undefined, false],
  ["checking", "busy", "cancel", undefined, true],
  ["compressing", "busy", "cancel", undefined, true],
  ["waiting_for_network", "waiting", "cancel", undefined, false],
  ["waiting_for_foreground", "waiting", "cancel", undefined, false],
  ["signing", "busy", "cancel", undefined, true],
  ["uploading", "busy", "cancel", undefined, true],
  ["retrying", "busy", "cancel", undefined, true],
  ["paused", "waiting", "cancel", "resume", true],
  ["resuming", "busy", "cancel", undefined, true],
  ["done", "done", "remove", undefined, false],
  ["failed", "failed", "remove", "retry", false],
  ["cancelled", "cancelled", "remove", "retry", false],
] as const)("%s looks %s, with the action %s in the corner and %s across", (name, look, corner, main, showsBar) => {
  const view = tile(PHASES[name]);
  expect(view).toMatchObject({ look, showsBar });
  expect([view.corner?.name, view.main?.name]).toEqual([corner, main]);
  const progress: Readonly<Record<string, string>> = { uploading: "42%", paused: "Paused 42%" };
  expect(view.stateText).toBe(progress[name] ?? en.phases[name]);
});

test("the table above has every phase", () => {
  expect(Object.keys(PHASES)).toHaveLength(18);
});

test("shows no percent for a PUT in progress, because it is unknown", () => {
  const view = tile({ name: "uploading", attempt: 1, progress: undefined });
  expect(view).toMatchObject({ isIndeterminate: true, percent: 0, stateText: "Uploading" });
});

test.each([
  [{ totalBytesSent: 0, totalBytesExpectedToSend: 0 }, "Uploading"],
  [{ totalBytesSent: 999, totalBytesExpectedToSend: 1000 }, "99%"],
  [{ totalBytesSent: 1001, totalBytesExpectedToSend: 1000 }, "100%"],
])("progress of %j is %s", (progress, stateText) => {
  expect(tile({ name: "uploading", attempt: 1, progress }).stateText).toBe(stateText);
});

describe("a file that is sent in parts", () => {
  const MiB = 1024 * 1024;
  const mainOf = (phase: ItemPhase, bytes: number, options: Partial<typeof OPTIONS> = {}) =>
    tileView(itemIn(phase, 1, { bytes }), 1, en, { ...OPTIONS, partsAboveBytes: 10 * MiB, ...options }).main?.name;
  const PAUSABLE = ["waiting_for_network", "waiting_for_foreground", "signing", "uploading", "retrying", "resuming"];

  /** The phase of a file of this size, a part of which is sent. */
  const sending = (totalBytesSent: number, totalBytesExpectedToSend = 11 * MiB): ItemPhase => ({
    name: "uploading",
    attempt: 1,
    progress: { totalBytesSent, totalBytesExpectedToSend },
  });
  const phases = Object.values(PHASES).map((phase) => (phase.name === "uploading" ? sending(MiB) : phase));

  test.each(phases)("in the phase $name: can be paused if the uploader sends it", (phase) => {
    expect(mainOf(phase, 11 * MiB) === "pause").toBe(PAUSABLE.includes(phase.name));
    expect(mainOf(phase, 10 * MiB)).not.toBe("pause");
  });

  test("cannot be paused once every part has arrived, while COS merges them", () => {
    expect(mainOf(sending(11 * MiB), 11 * MiB)).toBeUndefined();
  });

  test("cannot be paused if the server takes no parts: a form would start again from its first byte", () => {
    expect(mainOf(sending(MiB, 11 * MiB + 1500), 11 * MiB)).toBeUndefined();
    expect(mainOf({ name: "uploading", attempt: 1, progress: undefined }, 11 * MiB)).toBe("pause");
  });

  test("can be resumed, as can any paused file", () => {
    expect([mainOf(PHASES.paused, 11 * MiB), mainOf(PHASES.paused, MiB)]).toEqual(["resume", "resume"]);
  });

  test("has neither button if disabled", () => {
    const names = [PHASES.paused, PHASES.uploading].map((phase) => mainOf(phase, 11 * MiB, { disabled: true }));
    expect(names).toEqual([undefined, undefined]);
  });

  test("shows how much was sent before the pause, if that is known", () => {
    expect(tile(PHASES.paused)).toMatchObject({ stateText: "Paused 42%", percent: 42, isIndeterminate: false });
    const unknown = tile({ name: "paused", progress: undefined });
    expect(unknown).toMatchObject({ stateText: "Paused", showsBar: false });
  });
});

test("has no retry button if a retry cannot help", () => {
  expect(tile(FAILED_FOR_GOOD).main).toBeUndefined();
});

test("names the file in a button's description", () => {
  expect(tile(PHASES.failed).main).toEqual({ name: "retry", label: "Try again", description: "Try again, Photo 1" });
  expect(tileView(itemIn(PHASES.done, 7, { type: "video" }), 3, zh, OPTIONS).corner?.description).toBe("移除，视频 3");
});

test("shows a file's own name", () => {
  const view = tileView(itemIn(PHASES.done, 1, { name: "报告.pdf", type: "file" }), 1, en, OPTIONS);
  expect(view).toMatchObject({ name: "报告.pdf", extension: "PDF", preview: undefined });
});

test("names a face with what is drawn on it", () => {
  const video = { type: "video", thumbnailPath: undefined, path: "wxfile://tmp/1.mp4" } as const;
  expect(tileView(itemIn(PHASES.done, 1, video), 1, en, OPTIONS).faceLabel).toBe("View, Video 1, MP4");
  expect(tile(PHASES.done).faceLabel).toBe("View, Photo 1");
});

test("only allows viewing if disabled", () => {
  const view = tileView(itemIn(PHASES.failed), 1, en, { ...OPTIONS, disabled: true });
  expect([view.corner, view.main, view.preview?.name]).toEqual([undefined, undefined, "preview"]);
});

test("can cancel files under way even without a remove button", () => {
  const cornerOf = (phase: ItemPhase) => tileView(itemIn(phase), 1, en, { ...OPTIONS, removeBtn: false }).corner?.name;
  expect([PHASES.done, PHASES.failed, PHASES.uploading].map(cornerOf)).toEqual([undefined, undefined, "cancel"]);
});

test("a file's own removeBtn overrides that of the component", () => {
  const cornerOf = (removeBtn: boolean, own: boolean) =>
    tileView({ ...itemIn(PHASES.done), removeBtn: own }, 1, en, { ...OPTIONS, removeBtn }).corner?.name;
  expect([cornerOf(true, false), cornerOf(false, true)]).toEqual([undefined, "remove"]);
});

test("shows a file's own name only on a tile without a picture", () => {
  const named = { name: "quarterly report 2.pdf", type: "file", thumbnailPath: undefined } as const;
  const view = tileView(itemIn(PHASES.done, 1, named), 1, en, OPTIONS);
  expect(view).toMatchObject({ caption: "quarter…report 2.pdf", shortCaption: "qua…t 2.pdf" });
  const withPicture = tileView(itemIn(PHASES.done, 1, { name: "beach.jpg" }), 1, en, OPTIONS);
  expect(withPicture).toMatchObject({ caption: "", shortCaption: "" });
});
