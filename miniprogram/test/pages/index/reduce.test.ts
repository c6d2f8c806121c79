import * as fc from "fast-check";
import { itemsToStart, reduce } from "../../../src/pages/index/reduce";
import { isRunning } from "../../../src/pages/index/reduce-item";
import {
  INITIAL_STATE,
  type ItemEvent,
  type UploadEvent,
  type UploadState,
} from "../../../src/pages/index/upload-state";
import { FILE, itemIn, LASTING, PASSING, PHASES, stateOf } from "./states";

const OPEN: UploadState = { ...INITIAL_STATE, picker: { name: "open" } };
const REFUSED: UploadState = { ...INITIAL_STATE, picker: { name: "refused", why: "privacy_refused" } };

describe("the picker", () => {
  const opened: UploadEvent = { name: "pickerOpened" };
  const closed: UploadEvent = { name: "pickerClosed" };
  const refused: UploadEvent = { name: "pickerRefused", why: "permission_denied" };
  const picked: UploadEvent = { name: "filesPicked", files: [FILE, FILE] };

  test.each<[string, UploadState, UploadEvent, UploadState["picker"]]>([
    ["closed, opened", INITIAL_STATE, opened, { name: "open" }],
    ["refused, opened", REFUSED, opened, { name: "open" }],
    ["open, closed", OPEN, closed, { name: "closed" }],
    ["open, refused", OPEN, refused, { name: "refused", why: "permission_denied" }],
    ["open, picked", OPEN, picked, { name: "closed" }],
  ])("%s", (_, state, event, picker) => {
    expect(reduce(state, event).picker).toEqual(picker);
  });

  test.each([
    [INITIAL_STATE, closed],
    [INITIAL_STATE, refused],
    [INITIAL_STATE, picked],
    [REFUSED, closed],
    [REFUSED, refused],
    [REFUSED, picked],
    [OPEN, opened],
  ])("%j leaves %j as it is", (state, event) => {
    expect(reduce(state, event)).toBe(state);
  });

  test("picked files wait, in order, with ids of their own, for the way that is chosen", () => {
    const state = reduce({ ...OPEN, method: "post", nextId: 5, items: [itemIn(PHASES.succeeded, 4)] }, picked);
    expect(state.items.map(({ id }) => id)).toEqual([4, 5, 6]);
    expect(state.items[2]).toEqual({ id: 6, file: FILE, method: "post", attempt: 0, phase: { name: "waiting" } });
    expect(state.nextId).toBe(7);
  });
});

test("a method is chosen for what comes next, not for what runs", () => {
  const state = stateOf(itemIn(PHASES.uploading));
  const next = reduce(state, { name: "methodChosen", method: "put" });
  expect(next).toEqual({ ...state, method: "put" });
  expect(next.items).toBe(state.items);
  expect(reduce(next, { name: "methodChosen", method: "put" })).toBe(next);
});

test("an event of an item that is gone changes nothing", () => {
  const state = stateOf(itemIn(PHASES.waiting));
  expect(reduce(state, { name: "item", id: 9, event: { name: "started" } })).toBe(state);
});

test("an event of one item leaves the others the same objects", () => {
  const state = stateOf(itemIn(PHASES.waiting, 1), itemIn(PHASES.uploading, 2), itemIn(PHASES.failed, 3));
  const next = reduce(state, { name: "item", id: 2, event: { name: "cancelled" } });
  expect(next.items[0]).toBe(state.items[0]);
  expect(next.items[2]).toBe(state.items[2]);
  const removed = reduce(next, { name: "item", id: 2, event: { name: "removed" } });
  expect(removed.items).toEqual([state.items[0], state.items[2]]);
});

test("as many items start as may run, oldest first", () => {
  const waiting = [2, 3, 4].map((id) => itemIn(PHASES.waiting, id));
  const state = stateOf(itemIn(PHASES.preparing), ...waiting);
  expect(itemsToStart(state, 3).map(({ id }) => id)).toEqual([2, 3]);
  expect(itemsToStart(state, 1)).toEqual([]);
  expect(itemsToStart(state, 0)).toEqual([]);
});

describe("whatever happens, in whatever order", () => {
  const attempt = fc.integer({ min: 0, max: 4 });
  const itemEvent: fc.Arbitrary<ItemEvent> = fc.oneof(
    fc.constantFrom<ItemEvent>(
      { name: "started" },
      { name: "cancelled" },
      { name: "retried" },
      { name: "removed" },
      { name: "thumbnailBroken" },
    ),
    fc.record({ name: fc.constant("sending"), attempt }),
    fc.record({ name: fc.constant("progressed"), attempt, percent: fc.double() }),
    fc.record({ name: fc.constant("succeeded"), attempt, objectUrl: fc.constant("https://example.com/1") }),
    fc.record({ name: fc.constant("failed"), attempt, failure: fc.constantFrom(PASSING, LASTING) }),
  );
  const event: fc.Arbitrary<UploadEvent> = fc.oneof(
    fc.record({ name: fc.constant("methodChosen"), method: fc.constantFrom("put", "post") }),
    fc.constantFrom<UploadEvent>(
      { name: "pickerOpened" },
      { name: "pickerClosed" },
      { name: "pickerRefused", why: "picker_failed" },
      { name: "filesPicked", files: [FILE] },
      { name: "filesPicked", files: [FILE, FILE, FILE] },
    ),
    {
      weight: 6,
      arbitrary: fc.record({ name: fc.constant("item"), id: fc.integer({ min: 0, max: 6 }), event: itemEvent }),
    },
  );

  function everyStep(check: (before: UploadState, after: UploadState, event: UploadEvent) => void): void {
    // Synchronous; fast-check's type covers asynchronous properties too.
    void fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        let state = INITIAL_STATE;
        for (const next of events) {
          const after = reduce(state, next);
          check(state, after, next);
          state = after;
        }
      }),
      { numRuns: 300 },
    );
  }

  test("an upload that succeeded stays so until it is removed", () => {
    everyStep((before, after) => {
      for (const { id, phase } of before.items.filter((item) => item.phase.name === "succeeded")) {
        const now = after.items.find((item) => item.id === id);
        expect(now === undefined || now.phase === phase).toBe(true);
      }
    });
  });

  test("an upload that runs is not removed, and none succeeds but from uploading", () => {
    everyStep((before, after) => {
      for (const { id, phase } of before.items) {
        const now = after.items.find((item) => item.id === id);
        if (isRunning(phase)) expect(now).toBeDefined();
        if (now?.phase.name === "succeeded") expect(["uploading", "succeeded"]).toContain(phase.name);
      }
    });
  });

  test("ids are unique and grow, and attempts never fall", () => {
    everyStep((before, after) => {
      const ids = after.items.map(({ id }) => id);
      expect(ids).toEqual([...new Set(ids)].sort((left, right) => left - right));
      expect(ids.every((id) => id < after.nextId)).toBe(true);
      for (const item of after.items) {
        const was = before.items.find(({ id }) => id === item.id);
        expect(item.attempt).toBeGreaterThanOrEqual(was?.attempt ?? 0);
      }
    });
  });

  test("progress is a whole percent that only grows while one attempt uploads", () => {
    everyStep((before, after) => {
      for (const { id, phase } of after.items) {
        if (phase.name !== "uploading" || phase.percent === undefined) continue;
        const was = before.items.find((item) => item.id === id)?.phase;
        const least = was?.name === "uploading" ? (was.percent ?? 0) : 0;
        expect(Number.isInteger(phase.percent) && phase.percent >= least && phase.percent <= 100).toBe(true);
      }
    });
  });

  test("an event never changes the state it is given", () => {
    everyStep((before, _after, happened) => {
      const copy = structuredClone(before);
      reduce(before, happened);
      expect(before).toEqual(copy);
    });
  });
});
