import { reduce } from "../../../../src/components/cos-uploader/list/reduce";
import {
  INITIAL_STATE,
  type ListEvent,
  type ListState,
  type PickerState,
} from "../../../../src/components/cos-uploader/list/state";
import { FILE, itemIn, PHASES, stateOf } from "./states";

const PICKERS: readonly PickerState[] = [
  { name: "closed" },
  { name: "open" },
  { name: "asking_consent", contractName: "the notice" },
  { name: "refused", reason: "picker_failed" },
];
const inPicker = (name: PickerState["name"]): ListState => {
  const picker = PICKERS.find((candidate) => candidate.name === name);
  return { ...INITIAL_STATE, picker: picker ?? { name: "closed" } };
};

describe("the picker", () => {
  const events: Readonly<Record<string, ListEvent>> = {
    pickerOpened: { name: "pickerOpened" },
    consentNeeded: { name: "consentNeeded", contractName: "the notice" },
    pickerClosed: { name: "pickerClosed" },
    pickerRefused: { name: "pickerRefused", reason: "permission_denied" },
    filesPicked: { name: "filesPicked", files: [FILE] },
  };
  test.each([
    "closed",
    "open",
    "asking_consent",
    "refused",
  ] as const)("%s: adds the files of an earlier picker and stays as it is", (from) => {
    const next = reduce(inPicker(from), { name: "filesPickedLate", files: [FILE] });
    expect([next.picker, next.items.length]).toEqual([inPicker(from).picker, 1]);
  });

  test.each([
    ["closed", "pickerOpened", "open"],
    ["closed", "consentNeeded", "closed"],
    ["closed", "pickerClosed", "closed"],
    ["closed", "pickerRefused", "closed"],
    ["closed", "filesPicked", "closed"],
    ["open", "pickerOpened", "open"],
    ["open", "consentNeeded", "asking_consent"],
    ["open", "pickerClosed", "closed"],
    ["open", "pickerRefused", "refused"],
    ["open", "filesPicked", "closed"],
    ["asking_consent", "pickerOpened", "open"],
    ["asking_consent", "consentNeeded", "asking_consent"],
    ["asking_consent", "pickerClosed", "closed"],
    ["asking_consent", "pickerRefused", "refused"],
    ["asking_consent", "filesPicked", "asking_consent"],
    ["refused", "pickerOpened", "open"],
    ["refused", "consentNeeded", "refused"],
    ["refused", "pickerClosed", "closed"],
    ["refused", "pickerRefused", "refused"],
    ["refused", "filesPicked", "refused"],
  ] as const)("%s, after %s: %s", (from, event, to) => {
    const state = inPicker(from);
    const next = reduce(state, events[event] ?? { name: "pickerClosed" });
    expect(next.picker.name).toBe(to);
    if (from === to) expect(next).toBe(state);
  });

  test("accepts files only while it is open", () => {
    const picked = reduce(inPicker("open"), { name: "filesPicked", files: [FILE, FILE] });
    expect(picked.items.map(({ id, phase }) => [id, phase.name])).toEqual([
      [1, "ready"],
      [2, "ready"],
    ]);
    expect(reduce(picked, { name: "filesPicked", files: [FILE] })).toBe(picked);
  });
});

describe("an item", () => {
  const state = stateOf(itemIn(PHASES.ready, 1), itemIn(PHASES.queued, 2));

  test("accepts every phase, and leaves the other item as the same object", () => {
    for (const phase of Object.values(PHASES)) {
      const next = reduce(state, { name: "phaseChanged", id: 1, phase });
      expect(next.items[0]?.phase).toBe(phase);
      expect(next.items[1]).toBe(state.items[1]);
    }
  });

  test("that is kept stays as it is", () => {
    const kept = stateOf(itemIn(PHASES.kept));
    expect(reduce(kept, { name: "phaseChanged", id: 1, phase: PHASES.uploading })).toBe(kept);
  });

  test("that is removed is gone, and its id is not reused", () => {
    const without = reduce(state, { name: "removed", id: 2 });
    expect(without.items.map(({ id }) => id)).toEqual([1]);
    const { items } = reduce({ ...without, picker: { name: "open" } }, { name: "filesPicked", files: [FILE] });
    expect(items.map(({ id }) => id)).toEqual([1, 3]);
  });

  test("whose picture cannot be displayed loses it once", () => {
    const broken = reduce(state, { name: "thumbnailBroken", id: 1 });
    expect(broken.items[0]?.file.thumbnailPath).toBeUndefined();
    expect(reduce(broken, { name: "thumbnailBroken", id: 1 })).toBe(broken);
  });

  test.each([
    { name: "phaseChanged", id: 9, phase: PHASES.done },
    { name: "removed", id: 9 },
    { name: "thumbnailBroken", id: 9 },
  ] as const)("that does not exist is not affected by $name", (event) => {
    expect(reduce(state, event)).toBe(state);
  });
});

describe("files that the page sets", () => {
  const given = (id?: number, path = "https://example.com/a.jpg") => ({ id, file: { ...FILE, path } });

  test("are kept if they are new", () => {
    const { items } = reduce(INITIAL_STATE, { name: "filesGiven", files: [given(), given(undefined, "b")] });
    expect(items.map(({ id, phase }) => [id, phase.name])).toEqual([
      [1, "kept"],
      [2, "kept"],
    ]);
  });

  test("stay as they are, in the page's order, if their ids are the component's own", () => {
    const state = stateOf(itemIn(PHASES.uploading, 1), itemIn(PHASES.done, 2));
    const next = reduce(state, { name: "filesGiven", files: [given(2), given(1)] });
    expect(next.items).toEqual([state.items[1], state.items[0]]);
  });

  test("without an id are new, even if one under way has the same path", () => {
    const state = stateOf(itemIn(PHASES.uploading, 1));
    const next = reduce(state, { name: "filesGiven", files: [given(1), given(undefined, FILE.path)] });
    expect(next.items.map(({ id, phase }) => [id, phase.name])).toEqual([
      [1, "uploading"],
      [state.nextId, "kept"],
    ]);
  });

  test("replace the list, so missing ones are removed", () => {
    expect(reduce(stateOf(itemIn(PHASES.done, 1)), { name: "filesGiven", files: [] }).items).toEqual([]);
  });

  test("change nothing if they are the same, by id or by URL", () => {
    const state = reduce(INITIAL_STATE, { name: "filesGiven", files: [given()] });
    expect(reduce(state, { name: "filesGiven", files: [given()] })).toBe(state);
    expect(reduce(state, { name: "filesGiven", files: [given(1), given(1)] })).toBe(state);
  });
});

describe("moved", () => {
  const state = stateOf(itemIn(PHASES.done, 1), itemIn(PHASES.done, 2), itemIn(PHASES.done, 3));

  test.each([
    [1, 2, [2, 3, 1]],
    [3, 0, [3, 1, 2]],
    [2, 1, [1, 2, 3]],
    [1, 99, [2, 3, 1]],
    [3, -1, [3, 1, 2]],
    [9, 0, [1, 2, 3]],
  ])("moves the file %i to the index %i", (id, index, expected) => {
    const next = reduce(state, { name: "moved", id, index });
    expect(next.items.map((item) => item.id)).toEqual(expected);
    expect(next === state).toBe(expected.join() === "1,2,3");
  });
});

test("a page's removeBtn for one of the component's own files is kept with it", () => {
  const state = stateOf(itemIn(PHASES.uploading, 1));
  const give = (removeBtn?: boolean) => ({ id: 1, file: FILE, ...(removeBtn !== undefined && { removeBtn }) });
  const next = reduce(state, { name: "filesGiven", files: [give(false)] });
  expect(next.items).toMatchObject([{ id: 1, removeBtn: false, phase: { name: "uploading" } }]);
  expect(reduce(next, { name: "filesGiven", files: [give()] })).toBe(next);
});

describe("unfinished uploads", () => {
  const upload = (id: string) => ({
    id,
    filePath: `wxfile://tmp/${id}.mp4`,
    extension: "mp4",
    bytes: 100,
    sentBytes: 42,
    startedAtMs: 1,
    isFileThere: true,
  });
  const found = reduce(INITIAL_STATE, { name: "unfinishedFound", uploads: [upload("a"), upload("b")] });

  test("are replaced by those of the next reading, and the same ones change nothing", () => {
    expect(reduce(found, { name: "unfinishedFound", uploads: [upload("a"), upload("b")] })).toBe(found);
    expect(reduce(found, { name: "unfinishedFound", uploads: [] }).unfinished).toEqual([]);
  });

  test("become prepared items when they are continued", () => {
    const next = reduce(found, { name: "unfinishedContinued", id: "a", file: FILE });
    expect(next).toMatchObject({
      items: [{ id: 1, file: FILE, isPrepared: true, phase: { name: "ready" } }],
      unfinished: [{ id: "b" }],
      nextId: 2,
    });
  });

  test("are gone when they are discarded", () => {
    const next = reduce(found, { name: "unfinishedDiscarded", id: "b" });
    expect([next.items, next.unfinished.map(({ id }) => id)]).toEqual([[], ["a"]]);
  });

  test.each([
    { name: "unfinishedContinued", id: "c", file: FILE },
    { name: "unfinishedDiscarded", id: "c" },
  ] as const)("that do not exist are not affected by $name", (event) => {
    expect(reduce(found, event)).toBe(found);
  });
});
