import { INITIAL_STATE, type StoredFile, type UploadsState } from "../../../../src/pages/uploads/state/state";
import { toStoredFile } from "../../../../src/pages/uploads/state/stored-file";
import { changedData } from "../../../../src/pages/uploads/view/changed-data";
import { viewOf } from "../../../../src/pages/uploads/view/view-model";
import { en } from "../../../../src/texts/uploads/en";
import { NOON_MS, thumbnailOf, upload } from "../files";

const file = (key: string, changes: Partial<StoredFile> = {}, contentType?: string): StoredFile => ({
  ...toStoredFile(upload(key, NOON_MS, contentType), NOON_MS + 600_000),
  ...changes,
});
const view = (changes: Partial<UploadsState>) => viewOf({ ...INITIAL_STATE, ...changes }, en, NOON_MS);
const tileOf = (each: StoredFile, changes: Partial<UploadsState> = {}) =>
  view({ isLoaded: true, files: [each], ...changes }).days[0]?.tiles[0];

const LOADED = { isLoaded: true, files: [file("a.jpg")] };
const failed = (kind: "first" | "refresh" | "more") => ({ name: "failed", kind, reason: "network" }) as const;
const loading = (kind: "first" | "refresh" | "more") => ({ name: "loading", kind, request: 1 }) as const;

test.each([
  ["before the first page", {}, "loading"],
  ["while the first page loads", { load: loading("first") }, "loading"],
  ["after the first page failed", { load: failed("first") }, "failed"],
  ["without an upload", { isLoaded: true }, "empty"],
  ["after an empty page that is not the last one", { isLoaded: true, cursor: "next" }, "loading"],
  ["after an empty page whose next one failed", { isLoaded: true, cursor: "next", load: failed("more") }, "failed"],
  ["while an empty list is refreshed", { isLoaded: true, load: loading("refresh") }, "loading"],
  ["after the refresh of an empty list failed", { isLoaded: true, load: failed("refresh") }, "failed"],
  ["with uploads, after a refresh failed", { ...LOADED, load: failed("refresh") }, "list"],
])("%s, the screen is: %j %s", (_title, state: Partial<UploadsState>, screen) => {
  expect(view(state).screen).toBe(screen);
});

test.each([
  [{ ...LOADED }, "end"],
  [{ ...LOADED, cursor: "next" }, "more"],
  [{ ...LOADED, cursor: "next", load: loading("more") }, "loading"],
  [{ ...LOADED, cursor: "next", load: failed("more") }, "failed"],
  [{ ...LOADED, cursor: "next", load: failed("refresh") }, "more"],
] as const)("below the list: %j → %s", (state, footer) => {
  expect(view(state).footer).toBe(footer);
});

test("a tile names its kind, time and size to screen readers", () => {
  expect(tileOf(file("a.jpg"))?.label).toBe("Photo, 12:00, 2 KB");
  expect(tileOf(file("a.mp4", {}, "video/mp4"))).toMatchObject({ label: "Video, 12:00, 2 KB", isVideo: true });
  expect(tileOf(file("a.pdf", {}, "application/pdf"))).toMatchObject({
    label: "Document, 12:00, PDF 2 KB",
    icon: "pdf",
    extension: "PDF",
    thumbnailUrl: "",
  });
  expect(tileOf(file("a.zip", {}, "application/zip"))).toMatchObject({
    label: "File, 12:00, ZIP 2 KB",
    icon: "archive",
  });
});

test("a tile shows its thumbnail unless it failed", () => {
  const shown = (thumbnail: StoredFile["thumbnail"]) => tileOf(file("a.jpg", { thumbnail }))?.thumbnailUrl;
  expect([shown("usual"), shown("renewed")]).toEqual([thumbnailOf("a.jpg"), thumbnailOf("a.jpg")]);
  expect([shown("failed"), shown("broken")]).toEqual(["", ""]);
});

test("files that were not deleted are marked, described and counted with the reason", () => {
  const files = [file("a.jpg", { deletion: "storageRefused" }), file("b.jpg", { deletion: "running" })];
  const shown = view({ isLoaded: true, files });
  expect(shown.notice).toBe("Not deleted: 1. Cloud storage rejected the request. Try again later.");
  expect(shown.days[0]?.tiles).toMatchObject([
    { isFailed: true, isBusy: false, label: expect.stringContaining("not deleted: Cloud storage rejected") },
    { isFailed: false, isBusy: true },
  ]);
});

test("the bar counts what is selected", () => {
  const selected = new Set(["a.jpg"]);
  expect(view({ ...LOADED, selected })).toMatchObject({ selectedCount: 1, selectionText: "1 selected" });
  expect(view({ ...LOADED, selected: new Set() })).toMatchObject({ selectedCount: 0, selectionText: en.selectHint });
  expect(tileOf(file("a.jpg"), { selected })).toMatchObject({
    isSelected: true,
    label: "Photo, 12:00, 2 KB, selected",
  });
  expect(tileOf(file("b.jpg"), { selected })?.label).toBe("Photo, 12:00, 2 KB, not selected");
});

describe("the data to set", () => {
  const DAY_MS = 86_400_000;
  const [a, b] = [file("a.jpg"), file("b.jpg")];
  const old = file("old.jpg", { storedAtMs: NOON_MS - DAY_MS });
  const from = view({ isLoaded: true, files: [a, b, old] });
  const to = (files: readonly StoredFile[], changes: Partial<UploadsState> = {}) =>
    changedData(from, view({ isLoaded: true, files, ...changes }));

  test("is empty if nothing changed", () => {
    expect(to([{ ...a }, { ...b }, { ...old }])).toEqual({});
  });

  test("is one tile if one tile changed", () => {
    const data = to([a, { ...b, thumbnail: "broken" }, old]);
    expect(Object.keys(data)).toEqual(["days[0].tiles[1]"]);
  });

  test("is a new day, and no other, if a page adds one", () => {
    const older = file("older.jpg", { storedAtMs: NOON_MS - 2 * DAY_MS });
    expect(Object.keys(to([a, b, old, older]))).toEqual(["days[2]"]);
  });

  test("is a day if a tile of it is gone, and all days if a day is gone", () => {
    expect(Object.keys(to([a, old]))).toEqual(["days[0]"]);
    expect(Object.keys(to([a, b]))).toEqual(["days"]);
  });

  test("of a tap on a tile has no URL of other tiles", () => {
    const before = view({ isLoaded: true, files: [a, b, old], selected: new Set() });
    const after = view({ isLoaded: true, files: [a, b, old], selected: new Set(["a.jpg"]) });
    const data = changedData(before, after);
    expect(Object.keys(data).sort()).toEqual(["days[0].tiles[0]", "selectedCount", "selectionText"]);
  });
});
