import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eventsBetween } from "../../../src/components/cos-uploader/events";
import { INITIAL_STATE, type ItemPhase } from "../../../src/components/cos-uploader/list/state";
import { en } from "../../../src/components/cos-uploader/texts/en";
import { fromUploadFile, toUploadFile } from "../../../src/components/cos-uploader/upload-file";
import { announcement } from "../../../src/components/cos-uploader/view/announcement";
import { UploadError } from "../../../src/uploader/index";
import { FAILED_FOR_GOOD, itemIn, PHASES, stateOf } from "./list/states";

const names = (from: ItemPhase, to: ItemPhase) =>
  eventsBetween(stateOf(itemIn(from)), stateOf(itemIn(to))).map(({ name }) => name);

test("reports picked files, with the whole list", () => {
  const before = stateOf(itemIn(PHASES.done, 1));
  const events = eventsBetween(before, { ...before, items: [...before.items, itemIn(PHASES.ready, 2)] });
  expect(events.map(({ name }) => name)).toEqual(["add", "select-change", "selectchange", "change"]);
  expect(events[1]?.detail).toMatchObject({ files: [{ id: 1 }, { id: 2 }], currentSelectedFiles: [{ id: 2 }] });
  expect(events[2]?.detail).toBe(events[1]?.detail);
});

test("has a name of one word for every event, because frameworks spell other names in their own ways", () => {
  const source = readFileSync(join(__dirname, "../../../src/components/cos-uploader/events.ts"), "utf8");
  const all = [...source.matchAll(/^ {2}readonly "?([\w-]+)"?:/gm)].map(([, name = ""]) => name);
  expect(all).toContain("select-change");
  expect(all.filter((name) => !all.includes(name.replace("-", "").toLowerCase()))).toEqual([]);
});

test.each([
  [PHASES.ready, PHASES.queued, ["change"]],
  [PHASES.uploading, PHASES.done, ["success", "change", "complete"]],
  [PHASES.uploading, PHASES.failed, ["fail", "change", "complete"]],
  [PHASES.uploading, PHASES.cancelled, ["cancel", "change", "complete"]],
  [
    PHASES.uploading,
    { ...PHASES.uploading, progress: { totalBytesSent: 600, totalBytesExpectedToSend: 1000 } },
    ["progress"],
  ],
  [PHASES.uploading, { ...PHASES.uploading, progress: { totalBytesSent: 428, totalBytesExpectedToSend: 1000 } }, []],
  [PHASES.uploading, PHASES.paused, ["pause", "change"]],
  [PHASES.paused, PHASES.resuming, ["resume", "change"]],
  [PHASES.paused, PHASES.queued, ["resume", "change"]],
  [PHASES.paused, PHASES.cancelled, ["cancel", "change", "complete"]],
  [PHASES.paused, PHASES.failed, ["fail", "change", "complete"]],
  [PHASES.waiting_for_wifi, PHASES.cancelled, ["cancel", "change"]],
] as const)("reports %j as %j", (from, to, expected) => {
  expect(names(from, to)).toEqual(expected);
});

describe("an uploaded file that is confirmed later", () => {
  const { result } = PHASES.done;
  const unconfirmed: ItemPhase = {
    name: "done",
    result: { ...result, confirmed: false, confirmError: new UploadError("network", "lost", { requestId: "r-1" }) },
  };
  const confirmed: ItemPhase = { name: "done", result: { ...result, confirmed: true, proof: "a proof" } };

  test("is reported with its proof, and not as a success again", () => {
    const events = eventsBetween(stateOf(itemIn(unconfirmed)), stateOf(itemIn(confirmed)));
    expect(events).toMatchObject([
      {
        name: "confirm",
        detail: { file: { id: 1, proof: "a proof", result: { confirmed: true } }, files: [{ id: 1 }] },
      },
      { name: "change", detail: { files: [{ proof: "a proof" }] } },
    ]);
    expect(names(PHASES.uploading, confirmed)).toEqual(["success", "change", "complete"]);
  });

  test("is reported only once, and only when it is confirmed", () => {
    expect(names(unconfirmed, { ...unconfirmed })).toEqual([]);
    expect(names(confirmed, { ...confirmed })).toEqual([]);
    expect(names(unconfirmed, PHASES.failed)).toEqual(["fail", "change"]);
  });

  test("has the reason until then, as fields that survive serialization", () => {
    const file = toUploadFile(itemIn(unconfirmed));
    expect(Object.keys(file)).not.toContain("proof");
    const { confirmError } = JSON.parse(JSON.stringify(file)).result;
    expect(confirmError).toMatchObject({ code: "network", message: "lost", requestId: "r-1" });
    expect(Object.keys(toUploadFile(itemIn(PHASES.done)).result ?? {})).not.toContain("confirmError");
  });
});

test("reports complete only when the last file is over", () => {
  const from = stateOf(itemIn(PHASES.uploading, 1), itemIn(PHASES.queued, 2));
  const to = stateOf(itemIn(PHASES.done, 1), itemIn(PHASES.queued, 2));
  expect(eventsBetween(from, to).map(({ name }) => name)).toEqual(["success", "change"]);
});

test("reports a removed file with its former index", () => {
  const events = eventsBetween(
    stateOf(itemIn(PHASES.done, 1), itemIn(PHASES.failed, 2)),
    stateOf(itemIn(PHASES.done, 1)),
  );
  expect(events).toMatchObject([{ name: "remove", detail: { index: 1, file: { id: 2 } } }, { name: "change" }]);
});

test("reports a new order, and not as a removed or an added file", () => {
  const [first, second] = [itemIn(PHASES.done, 1), itemIn(PHASES.done, 2)];
  const events = eventsBetween(stateOf(first, second), stateOf(second, first));
  expect(events).toMatchObject([
    { name: "drop", detail: { files: [{ id: 2 }, { id: 1 }] } },
    { name: "change", detail: { files: [{ id: 2 }, { id: 1 }] } },
  ]);
});

test("reports nothing when only the picker changes", () => {
  expect(eventsBetween(INITIAL_STATE, { ...INITIAL_STATE, picker: { name: "open" } })).toEqual([]);
});

test.each([
  ["ready", undefined],
  ["preparing", "loading"],
  ["confirming", "loading"],
  ["waiting_for_wifi", "loading"],
  ["kept", "done"],
  ["queued", "loading"],
  ["checking", "loading"],
  ["compressing", "loading"],
  ["waiting_for_network", "loading"],
  ["waiting_for_foreground", "loading"],
  ["signing", "loading"],
  ["uploading", "loading"],
  ["retrying", "loading"],
  ["paused", "loading"],
  ["resuming", "loading"],
  ["done", "done"],
  ["failed", "reload"],
  ["cancelled", "reload"],
] as const)("maps %s to TDesign's status %s", (phase, status) => {
  expect(toUploadFile(itemIn(PHASES[phase])).status).toBe(status);
});

test("maps a failure that cannot be retried to TDesign's failed", () => {
  expect(toUploadFile(itemIn(FAILED_FOR_GOOD)).status).toBe("failed");
});

test("reports the path and percent of a file under way, and the URL and result of an uploaded one", () => {
  expect(toUploadFile(itemIn(PHASES.uploading))).toMatchObject({ url: "wxfile://tmp/photo.jpg", percent: 42 });
  const done = toUploadFile(itemIn(PHASES.done));
  expect(done).toMatchObject({ url: "https://bucket.example.com/1.jpg", result: { objectKey: "1.jpg" } });
  expect(done).not.toHaveProperty("percent");
});

test("reports an error as plain data, because events cannot carry an Error", () => {
  const { error } = toUploadFile(itemIn(PHASES.failed));
  expect(error).not.toBeInstanceOf(Error);
  expect(error).toMatchObject({ code: "timeout", stage: "upload", requestId: "r-1", retryable: true });
});

test.each([
  ["https://example.com/a.JPG?sign=1", "image", "https://example.com/a.JPG?sign=1"],
  ["https://example.com/a.mp4", "video", undefined],
  ["https://example.com/a.pdf", "file", undefined],
  ["https://example.com/a", "file", undefined],
])("reads the given URL %s as type %s", (url, type, thumbnailPath) => {
  expect(fromUploadFile({ url })).toEqual({
    id: undefined,
    file: { path: url, name: "", bytes: 0, type, thumbnailPath },
  });
});

test("announces the states that matter to a screen reader", () => {
  const announce = (from: ItemPhase, to: ItemPhase) => announcement(stateOf(itemIn(from)), stateOf(itemIn(to)), en);
  expect(announce(PHASES.uploading, PHASES.done)).toBe("Photo 1: Uploaded");
  expect(announce(PHASES.uploading, PHASES.waiting_for_network)).toBe("Photo 1: Offline");
  expect(announce(PHASES.uploading, PHASES.paused)).toBe("Photo 1: Paused");
  expect(announce(PHASES.paused, PHASES.resuming)).toBe("Photo 1: Resuming");
  expect(announce(PHASES.queued, PHASES.checking)).toBeUndefined();
  expect(announce(PHASES.uploading, PHASES.failed)).toBeUndefined();
});

test("announces that uploads are unfinished, once", () => {
  const upload = {
    id: "u",
    filePath: "a.mp4",
    extension: "mp4",
    bytes: 2,
    sentBytes: 1,
    startedAtMs: 0,
    isFileThere: true,
  };
  const [none, one, two] = [[], [upload], [upload, { ...upload, id: "v" }]].map((unfinished) => ({
    ...INITIAL_STATE,
    unfinished,
  }));
  if (!none || !one || !two) throw new Error("no states");
  expect(announcement(none, two, en)).toBe("2 unfinished uploads");
  expect(announcement(two, one, en)).toBeUndefined();
});

test("announces the summary when the last of several files is over", () => {
  const announce = (from: readonly ItemPhase[], to: readonly ItemPhase[]) => {
    const [before, after] = [from, to].map((phases) =>
      stateOf(...phases.map((phase, index) => itemIn(phase, index + 1))),
    );
    return before && after && announcement(before, after, en);
  };
  const { done, failed, uploading, cancelled } = PHASES;
  expect(announce([done, uploading], [done, done])).toBe("2 of 2 uploaded");
  expect(announce([done, uploading], [done, failed])).toBe("1 of 2 uploaded, 1 failed");
  expect(announce([uploading, uploading], [done, uploading])).toBe("Photo 1: Uploaded");
  expect(announce([done, failed], [done, cancelled])).toBe("Photo 2: Cancelled");
});
