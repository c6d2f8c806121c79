import { reduceItem } from "../../../src/pages/index/reduce-item";
import type { ItemEvent } from "../../../src/pages/index/upload-state";
import { itemIn, LASTING, PASSING, PHASES, type PhaseName } from "./states";

const EVENTS = {
  started: { name: "started" },
  sending: { name: "sending", attempt: 3 },
  progressed: { name: "progressed", attempt: 3, percent: 70.9 },
  succeeded: { name: "succeeded", attempt: 3, objectUrl: "https://example.com/new.jpg" },
  failed: { name: "failed", attempt: 3, failure: LASTING },
  cancelled: { name: "cancelled" },
  retried: { name: "retried" },
  removed: { name: "removed" },
} as const satisfies Partial<Record<ItemEvent["name"], ItemEvent>>;

type EventName = keyof typeof EVENTS;

const GONE = undefined;
const SENDING = { name: "uploading", percent: undefined };
const SENT_70 = { name: "uploading", percent: 70 };
const DONE = { name: "succeeded", objectUrl: "https://example.com/new.jpg" };
const FAILED = { name: "failed", failure: LASTING };
const CANCELLED = { name: "cancelled" };
const WAITING = { name: "waiting" };

/** What an event makes of a phase. What is not listed must leave the item as it is. */
const TRANSITIONS: Readonly<Record<PhaseName, Partial<Record<EventName, unknown>>>> = {
  waiting: { started: { name: "preparing" }, cancelled: CANCELLED, removed: GONE },
  preparing: { sending: SENDING, failed: FAILED, cancelled: CANCELLED },
  uploading: { progressed: SENT_70, succeeded: DONE, failed: FAILED, cancelled: CANCELLED },
  succeeded: { removed: GONE },
  failed: { retried: WAITING, removed: GONE },
  failedForGood: { removed: GONE },
  cancelled: { retried: WAITING, removed: GONE },
};

const phaseNames = Object.keys(PHASES).filter((name): name is PhaseName => name in PHASES);
const eventNames = Object.keys(EVENTS).filter((name): name is EventName => name in EVENTS);

describe.each(phaseNames)("%s", (phaseName) => {
  test.each(eventNames)("and %s", (eventName) => {
    const item = itemIn(PHASES[phaseName]);
    const next = reduceItem(item, EVENTS[eventName], "post");
    const transitions = TRANSITIONS[phaseName];
    if (eventName in transitions) expect(next?.phase).toEqual(transitions[eventName]);
    else expect(next).toBe(item);
  });

  test("and a report of an earlier attempt – nothing", () => {
    const item = itemIn(PHASES[phaseName]);
    for (const name of ["sending", "progressed", "succeeded", "failed"] as const) {
      expect(reduceItem(item, { ...EVENTS[name], attempt: 2 }, "post")).toBe(item);
    }
  });

  test("and a thumbnail that can't be shown – the same phase without one", () => {
    const item = itemIn(PHASES[phaseName]);
    const next = reduceItem(item, { name: "thumbnailBroken" }, "post");
    expect(next).toEqual({ ...item, file: { ...item.file, thumbnailPath: undefined } });
    expect(next && reduceItem(next, { name: "thumbnailBroken" }, "post")).toBe(next);
  });
});

test("a start counts as an attempt", () => {
  expect(reduceItem(itemIn(PHASES.waiting), EVENTS.started, "put")?.attempt).toBe(4);
});

test("begun anew, it is sent the way that is chosen now", () => {
  expect(reduceItem(itemIn({ name: "failed", failure: PASSING }), EVENTS.retried, "post")?.method).toBe("post");
});

test.each([
  [39.9, 40],
  [40.9, 40],
  [41, 41],
  [120, 100],
  [-5, 40],
  [Number.NaN, 40],
])("progress of %d after 40 shows %d", (percent, shown) => {
  const next = reduceItem(itemIn(PHASES.uploading), { name: "progressed", attempt: 3, percent }, "put");
  expect(next?.phase).toEqual({ name: "uploading", percent: shown });
});
