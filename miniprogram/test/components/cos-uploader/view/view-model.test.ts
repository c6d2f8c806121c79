import { byteLimits } from "../../../../src/components/cos-uploader/list/size-limit";
import { INITIAL_STATE, type ListState } from "../../../../src/components/cos-uploader/list/state";
import { createPropertyReader } from "../../../../src/components/cos-uploader/properties/read-properties";
import { en } from "../../../../src/components/cos-uploader/texts/en";
import { changedData } from "../../../../src/components/cos-uploader/view/changed-data";
import { type ViewOptions, viewOf } from "../../../../src/components/cos-uploader/view/view-model";
import type { PickRefusal } from "../../../../src/components/cos-uploader/wechat/privacy";
import { itemIn, PHASES, stateOf } from "../list/states";

const maxBytes = byteLimits({ image: { size: 20, unit: "MB" }, video: { size: 1, unit: "GB" } });
const LIMITS = { mediaTypes: ["image", "video"], source: "media", maxFiles: 2, maxBytes, accept: [] } as const;
const OPTIONS: ViewOptions = {
  ...createPropertyReader(() => {})({}),
  maxBytes,
  partsAboveBytes: Number.POSITIVE_INFINITY,
  limits: LIMITS,
  isMovable: false,
  movingId: undefined,
};

test("shows the limits while the list is empty", () => {
  const view = viewOf(INITIAL_STATE, en, OPTIONS);
  expect(view.limits).toEqual({
    line: "Photos\u00a0and\u00a0videos\u00a0· up\u00a0to\u00a02\u00a0· Photos\u00a0up\u00a0to\u00a020\u00a0MB\u00a0· Videos\u00a0up\u00a0to\u00a01\u00a0GB",
    spoken: "Photos and videos, up to 2, Photos up to 20 MB, Videos up to 1 GB",
  });
  expect(view.add).toMatchObject({ isShown: true, label: "Add", count: "0 / 2" });
  expect([view.tiles, view.summary, view.refusal, view.consent]).toEqual([[], "", undefined, undefined]);
});

test.each([
  ["is full", { maxFiles: 1 }, {}, false],
  ["has room", { maxFiles: 2 }, {}, true],
  ["has no limit", { maxFiles: 0 }, {}, true],
  ["is disabled", { maxFiles: 2 }, { disabled: true }, false],
  ["has no add button", { maxFiles: 2 }, { addBtn: false }, false],
])("shows or hides the add tile of a list that %s", (_, limits, options, isShown) => {
  const view = viewOf(stateOf(itemIn(PHASES.done)), en, { ...OPTIONS, ...options, limits: { ...LIMITS, ...limits } });
  expect(view.add.isShown).toBe(isShown);
});

test("counts files that were uploaded now and before in the summary", () => {
  const state = stateOf(itemIn(PHASES.done, 1), itemIn(PHASES.kept, 2), itemIn(PHASES.failed, 3));
  expect(viewOf(state, en, OPTIONS).summary).toBe("2 of 3 uploaded, 1 failed");
});

test.each([
  [[PHASES.waiting_for_network, PHASES.waiting_for_wifi], en.waiting.network],
  [[PHASES.done, PHASES.waiting_for_wifi], en.waiting.wifi],
  [[PHASES.done, PHASES.uploading, PHASES.failed], ""],
])("explains that waiting files continue by themselves", (phases, sentence) => {
  const items = phases.map((phase, index) => itemIn(phase, index + 1));
  expect(viewOf(stateOf(...items), en, OPTIONS).waiting).toBe(sentence);
});

test.each([
  ["privacy_refused", "Read and choose"],
  ["privacy_undeclared", ""],
  ["permission_denied", "Open settings"],
  ["system_permission_denied", "Open settings"],
  ["picker_unavailable", ""],
  ["picker_failed", "Try again"],
] as const)("shows a sentence for %s, and the action %j", (reason: PickRefusal, action) => {
  const state: ListState = { ...INITIAL_STATE, picker: { name: "refused", reason } };
  expect(viewOf(state, en, OPTIONS).refusal).toEqual({ sentence: en.refusals[reason], action });
});

test("shows WeChat's name for the notice in the consent sheet", () => {
  const state: ListState = { ...INITIAL_STATE, picker: { name: "asking_consent", contractName: "《Notice》" } };
  expect(viewOf(state, en, OPTIONS).consent?.read).toBe("Read 《Notice》");
});

test("shows the bar for the file that is to be moved, with its place", () => {
  const state = stateOf(itemIn(PHASES.done, 1), itemIn(PHASES.done, 2));
  const view = viewOf(state, en, { ...OPTIONS, isMovable: true, movingId: 2 });
  expect(view.tiles.map(({ grip }) => grip?.description)).toEqual(["Move, Photo 1", "Move, Photo 2"]);
  expect(view.moving).toMatchObject({ id: 2, title: "Photo 2: 2 of 2", earlier: { description: "Earlier, Photo 2" } });
  expect(viewOf(state, en, { ...OPTIONS, isMovable: true, movingId: 3 }).moving).toBeUndefined();
  expect(viewOf(state, en, { ...OPTIONS, movingId: 2 })).toMatchObject({ moving: undefined, tiles: [{}, {}] });
});

test("shows rows with icons, names and sizes in a list", () => {
  const file = { name: "quarterly report for the board 2026.pdf", type: "file", thumbnailPath: undefined } as const;
  const state = stateOf(
    itemIn(PHASES.done, 1, file),
    itemIn(PHASES.uploading, 2),
    itemIn(PHASES.kept, 3, { bytes: 0 }),
  );
  const { tiles, ...view } = viewOf(state, en, { ...OPTIONS, theme: "list", gridConfig: { column: 3 } });
  expect(view).toMatchObject({ isList: true, tileStyle: "", fillers: [] });
  expect(tiles.map(({ rowText }) => rowText)).toEqual(["2\u00a0KB", "42%\u00a0· 2\u00a0KB", "Uploaded"]);
  expect(tiles[0]).toMatchObject({ rowName: file.name, icon: { name: "pdf", label: "PDF" } });
});

test("gives tiles a size and a gap in rpx", () => {
  const view = viewOf(INITIAL_STATE, en, { ...OPTIONS, gridConfig: { width: 160, height: 200 }, gutter: 24 });
  expect(view).toMatchObject({
    tileStyle: "flex: none; width: calc(100vw * 160 / 750); height: calc(100vw * 200 / 750)",
    hasHeight: true,
    fillers: [],
    rootStyle: "--cos-uploader-gap: calc(100vw * 24 / 750); ",
  });
});

test("gives a tile its share of the row for a number of columns", () => {
  expect(viewOf(INITIAL_STATE, en, { ...OPTIONS, gridConfig: { column: 3 } })).toMatchObject({
    tileStyle: "flex: none; width: calc(33.333% - var(--u-gap))",
    fillers: [],
  });
  expect(viewOf(INITIAL_STATE, en, OPTIONS).fillers).toHaveLength(16);
});

describe("unfinished uploads", () => {
  const video = {
    id: "u-1",
    filePath: "wxfile://tmp/1",
    extension: "mp4",
    bytes: 60 * 1024 * 1024,
    sentBytes: 25 * 1024 * 1024,
    startedAtMs: new Date(2026, 10, 8, 23, 59).getTime(),
    isFileThere: true,
  };
  const viewWith = (count: number, change: Partial<typeof video> = {}, options: Partial<ViewOptions> = {}) => {
    const unfinished = Array.from({ length: count }, (_, index) => ({ ...video, ...change, id: `u-${index + 1}` }));
    return viewOf({ ...INITIAL_STATE, unfinished }, en, { ...OPTIONS, ...options }).unfinished;
  };

  test("are offered with their size, their date and how much was sent", () => {
    const name = "Video of 2026-11-08 · 60 MB";
    expect(viewWith(1)).toEqual({
      title: "1 unfinished upload",
      uploads: [
        {
          id: "u-1",
          name,
          sent: "41% uploaded",
          hint: "",
          resume: { name: "continue", label: "Continue", description: `Continue, ${name}` },
          discard: { name: "discard", label: "Discard", description: `Discard, ${name}` },
        },
      ],
    });
  });

  test("explain what to do if the phone has removed the file", () => {
    expect(viewWith(1, { isFileThere: false })?.uploads[0]?.hint).toBe(en.unfinished.chooseAgain);
  });

  test("are all counted, and three are shown", () => {
    const view = viewWith(5);
    expect([view?.title, view?.uploads.length]).toEqual(["5 unfinished uploads", 3]);
  });

  test("cannot be continued without room in the list, only discarded", () => {
    const state = { ...stateOf(itemIn(PHASES.done)), unfinished: [video] };
    const view = viewOf(state, en, { ...OPTIONS, limits: { ...LIMITS, maxFiles: 1 } });
    expect(view.unfinished?.uploads[0]).toMatchObject({ resume: undefined, discard: { name: "discard" } });
  });

  test.each([
    [0, {}],
    [1, { disabled: true }],
  ])("are not shown: %i of them, %j", (count, options) => {
    expect(viewWith(count, {}, options)).toBeUndefined();
  });
});

describe("changedData", () => {
  const at = (totalBytesSent: number) => ({
    name: "uploading" as const,
    attempt: 1,
    progress: { totalBytesSent, totalBytesExpectedToSend: 1000 },
  });
  const viewAt = (totalBytesSent: number, id = 2) =>
    viewOf(stateOf(itemIn(PHASES.queued, 1), itemIn(at(totalBytesSent), id)), en, OPTIONS);

  test("sets the whole view at first, with null for missing fields", () => {
    const data = changedData(undefined, viewAt(420));
    expect(data["tiles"]).toHaveLength(2);
    expect(Object.values(data)).not.toContain(undefined);
  });

  test("sets only the tile whose progress changed", () => {
    expect(Object.keys(changedData(viewAt(420), viewAt(430)))).toEqual(["tiles[1]"]);
  });

  test("sets nothing for less than a percent", () => {
    expect(changedData(viewAt(421), viewAt(429))).toEqual({});
  });

  test("sets all tiles if one was replaced", () => {
    expect(Object.keys(changedData(viewAt(420), viewAt(420, 3)))).toEqual(["tiles"]);
  });

  test("sets null once a refusal is over", () => {
    const refused = viewOf({ ...INITIAL_STATE, picker: { name: "refused", reason: "picker_failed" } }, en, OPTIONS);
    expect(changedData(refused, viewOf(INITIAL_STATE, en, OPTIONS))).toEqual({ refusal: null });
  });
});
