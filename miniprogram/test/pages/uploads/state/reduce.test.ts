import fc from "fast-check";
import { reduce } from "../../../../src/pages/uploads/state/reduce";
import { INITIAL_STATE, type UploadsEvent, type UploadsState } from "../../../../src/pages/uploads/state/state";
import { NOON_MS, pageOf, thumbnailOf, upload, urlOf } from "../files";

const after = (events: readonly UploadsEvent[], from: UploadsState = INITIAL_STATE) => events.reduce(reduce, from);
const keysIn = ({ files }: UploadsState) => files.map(({ key }) => key);

let requests = 0;
function load(kind: "first" | "refresh" | "more", keys: readonly string[], cursor?: string): UploadsEvent[] {
  requests += 1;
  const request = requests;
  return [
    { name: "loadStarted", kind, request },
    { name: "loaded", request, page: pageOf(keys, cursor) },
  ];
}

const LOADED = after(load("first", ["a.jpg", "b.jpg", "c.jpg"], "next"));
const ENDS_AT_MS = NOON_MS + 1_200_000;
const renewed = (key: string, version: number): UploadsEvent => ({
  name: "linksRenewed",
  downloads: [{ cosKey: key, url: urlOf(key, version), thumbnailUrl: thumbnailOf(key, version) }],
  endsAtMs: ENDS_AT_MS,
});
const thumbnailFailed = (key: string, version = 1): UploadsEvent => ({
  name: "thumbnailFailed",
  key,
  url: thumbnailOf(key, version),
});

describe("pages", () => {
  test("the first one fills the list, and the next one is added", () => {
    const state = after(load("more", ["d.jpg"]), LOADED);
    expect(keysIn(state)).toEqual(["a.jpg", "b.jpg", "c.jpg", "d.jpg"]);
    expect(state).toMatchObject({ cursor: undefined, isLoaded: true, load: { name: "idle" } });
  });

  test("a file that comes again, because others were uploaded in between, is there once", () => {
    expect(keysIn(after(load("more", ["c.jpg", "d.jpg"]), LOADED))).toEqual(["a.jpg", "b.jpg", "c.jpg", "d.jpg"]);
  });

  test("a file that was begun long before it was stored is among those of its time", () => {
    const request = 1_000;
    const late = { uploads: [upload("late.mp4", NOON_MS - 90_000, "video/mp4")], cursor: undefined, endsAtMs: 0 };
    const events: UploadsEvent[] = [
      { name: "loadStarted", kind: "more", request },
      { name: "loaded", request, page: late },
    ];
    expect(keysIn(after(events, LOADED))).toEqual(["a.jpg", "b.jpg", "late.mp4", "c.jpg"]);
  });

  test("a refresh replaces the list, keeps what is still selected, and does not revive a deletion", () => {
    const before = after(
      [
        { name: "selectionStarted", key: "a.jpg" },
        { name: "toggled", key: "b.jpg" },
        { name: "deletionStarted", keys: ["b.jpg"] },
      ],
      LOADED,
    );
    const state = after(load("refresh", ["a2.jpg", "b.jpg"]), before);
    expect(keysIn(state)).toEqual(["a2.jpg", "b.jpg"]);
    expect([...(state.selected ?? [])]).toEqual(["b.jpg"]);
    expect(state.files[1]?.deletion).toBe("running");
  });

  test("a list from before a deletion does not bring its file back", () => {
    const [started, loaded] = load("refresh", ["a.jpg", "b.jpg"]);
    const deleted: UploadsEvent = { name: "deletionEnded", deleted: ["a.jpg"], failed: [] };
    const events = [started, deleted, loaded].filter((event) => event !== undefined);
    expect(keysIn(after(events, LOADED))).toEqual(["b.jpg"]);
    expect(keysIn(after([...load("more", ["a.jpg", "d.jpg"])], after([deleted], LOADED)))).not.toContain("a.jpg");
  });

  test("the response of a replaced request is ignored, whatever it says", () => {
    const started = after(
      [
        { name: "loadStarted", kind: "more", request: 51 },
        { name: "loadStarted", kind: "refresh", request: 52 },
      ],
      LOADED,
    );
    expect(reduce(started, { name: "loaded", request: 51, page: pageOf(["d.jpg"]) })).toBe(started);
    expect(reduce(started, { name: "loadFailed", request: 51, reason: "network" })).toBe(started);
  });

  test.each(["first", "refresh", "more"] as const)("a failure of %s keeps the list and names what failed", (kind) => {
    const events: UploadsEvent[] = [
      { name: "loadStarted", kind, request: 60 },
      { name: "loadFailed", request: 60, reason: "unavailable" },
    ];
    const state = after(events, LOADED);
    expect(state.load).toEqual({ name: "failed", kind, reason: "unavailable" });
    expect(state.files).toBe(LOADED.files);
  });
});

describe("thumbnails", () => {
  const first = (state: UploadsState) => state.files[0];

  test("the first failure waits for a new URL, the second one is the last", () => {
    const failed = reduce(LOADED, thumbnailFailed("a.jpg"));
    expect(first(failed)?.thumbnail).toBe("failed");
    const again = reduce(failed, renewed("a.jpg", 2));
    expect(first(again)).toMatchObject({ thumbnail: "renewed", link: { thumbnailUrl: thumbnailOf("a.jpg", 2) } });
    const broken = reduce(again, thumbnailFailed("a.jpg", 2));
    expect(first(broken)?.thumbnail).toBe("broken");
    expect(first(reduce(broken, thumbnailFailed("a.jpg", 2)))?.thumbnail).toBe("broken");
  });

  test("a new URL that is the same as the failed one is not tried", () => {
    const state = after([thumbnailFailed("a.jpg"), renewed("a.jpg", 1)], LOADED);
    expect(first(state)?.thumbnail).toBe("broken");
  });

  test("a late failure of an older URL counts for nothing", () => {
    const state = after([thumbnailFailed("a.jpg"), renewed("a.jpg", 2), thumbnailFailed("a.jpg", 1)], LOADED);
    expect(first(state)?.thumbnail).toBe("renewed");
  });

  test("a thumbnail that is shown keeps its URL when the file's URL is signed again", () => {
    expect(first(reduce(LOADED, renewed("a.jpg", 2)))?.link).toEqual({
      url: urlOf("a.jpg", 2),
      thumbnailUrl: thumbnailOf("a.jpg", 1),
      endsAtMs: ENDS_AT_MS,
    });
  });

  test("without new URLs they stay broken until a refresh", () => {
    const state = after([thumbnailFailed("a.jpg"), { name: "renewalFailed", keys: ["a.jpg", "b.jpg"] }], LOADED);
    expect(state.files.map(({ thumbnail }) => thumbnail)).toEqual(["broken", "usual", "usual"]);
    expect(first(after(load("refresh", ["a.jpg"]), state))?.thumbnail).toBe("usual");
  });
});

describe("deletions", () => {
  const selected = after(
    [
      { name: "selectionStarted", key: "a.jpg" },
      { name: "toggled", key: "b.jpg" },
      { name: "deletionStarted", keys: ["a.jpg", "b.jpg"] },
    ],
    LOADED,
  );

  test("files that were not deleted stay, say why, and stay selected", () => {
    const failed = [{ key: "b.jpg", reason: "storageRefused" as const }];
    const state = reduce(selected, { name: "deletionEnded", deleted: ["a.jpg"], failed });
    expect(keysIn(state)).toEqual(["b.jpg", "c.jpg"]);
    expect(state.files[0]?.deletion).toBe("storageRefused");
    expect([...(state.selected ?? [])]).toEqual(["b.jpg"]);
  });

  test("the selection ends when all of it is deleted", () => {
    const state = reduce(selected, { name: "deletionEnded", deleted: ["a.jpg", "b.jpg"], failed: [] });
    expect(keysIn(state)).toEqual(["c.jpg"]);
    expect(state.selected).toBeUndefined();
  });

  test("a file that is gone leaves the list", () => {
    expect(keysIn(reduce(LOADED, { name: "gone", keys: ["b.jpg"] }))).toEqual(["a.jpg", "c.jpg"]);
  });
});

/** Events of any order, of few keys, so that they meet. */
const key = fc.constantFrom("a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg");
const request = fc.integer({ min: 1, max: 3 });
const kind = fc.constantFrom<"first" | "refresh" | "more">("first", "refresh", "more");
const anyEvent: fc.Arbitrary<UploadsEvent> = fc.oneof(
  fc.record({ name: fc.constant("loadStarted" as const), kind, request }),
  fc
    .tuple(fc.array(key, { maxLength: 5 }), fc.option(fc.constant("next"), { nil: undefined }), request)
    .map(([keys, cursor, id]) => ({
      name: "loaded" as const,
      request: id,
      page: pageOf([...new Set(keys)], cursor),
    })),
  fc.record({ name: fc.constant("loadFailed" as const), request, reason: fc.constant("network" as const) }),
  fc.record({ name: fc.constant("selectionStarted" as const), key }),
  fc.record({ name: fc.constant("selectionEnded" as const) }),
  fc.record({ name: fc.constant("toggled" as const), key }),
  fc.record({ name: fc.constant("deletionStarted" as const), keys: fc.array(key) }),
  fc.record({
    name: fc.constant("deletionEnded" as const),
    deleted: fc.array(key),
    failed: fc.array(fc.record({ key, reason: fc.constant("unavailable" as const) })),
  }),
  fc.record({ name: fc.constant("gone" as const), keys: fc.array(key) }),
  fc.tuple(key, fc.integer({ min: 1, max: 3 })).map(([each, version]) => thumbnailFailed(each, version)),
  fc.tuple(key, fc.integer({ min: 1, max: 3 })).map(([each, version]) => renewed(each, version)),
);

test("whatever happens: no file is there twice, the order is newest first, and only deleted and gone files leave by an event of theirs", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
      let state = INITIAL_STATE;
      for (const event of events) {
        const next = reduce(state, event);
        const keys = keysIn(next);
        const times = next.files.map(({ storedAtMs }) => storedAtMs);
        expect(new Set(keys).size).toBe(keys.length);
        expect(times).toEqual([...times].sort((one, other) => other - one));
        const left = keysIn(state).filter((each) => !keys.includes(each));
        if (event.name === "gone") expect(event.keys).toEqual(expect.arrayContaining(left));
        else if (event.name === "deletionEnded") expect(event.deleted).toEqual(expect.arrayContaining(left));
        else if (event.name !== "loaded") expect(left).toEqual([]);
        state = next;
      }
    }),
  );
});
