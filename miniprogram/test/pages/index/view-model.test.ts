import { changedData } from "../../../src/pages/index/changed-data";
import { INITIAL_STATE, type UploadState } from "../../../src/pages/index/upload-state";
import { viewOf } from "../../../src/pages/index/view-model";
import { en } from "../../../src/texts/en";
import { zh } from "../../../src/texts/zh";
import { itemIn, PHASES, stateOf } from "./states";

const rowIn = (phase: keyof typeof PHASES) => viewOf(stateOf(itemIn(PHASES[phase])), en).rows[0];

test("the empty page", () => {
  expect(viewOf(INITIAL_STATE, en)).toMatchObject({
    rows: [],
    summary: "",
    notice: "",
    isPicking: false,
    pickLabel: en.pick,
    methodHint: en.methodHints.put,
    methods: [
      { name: "put", isChosen: true },
      { name: "post", isChosen: false },
    ],
  });
});

test.each([
  ["waiting", { showsBar: false, phaseText: "Waiting" }, ["cancel"]],
  ["preparing", { showsBar: true, isIndeterminate: true, phaseText: "Preparing" }, ["cancel"]],
  ["uploading", { showsBar: true, isIndeterminate: false, percent: 40, phaseText: "Uploading 40%" }, ["cancel"]],
  ["succeeded", { showsBar: false, objectUrl: "https://example.com/1.jpg" }, ["copy", "remove"]],
  ["failed", { failureText: en.failures.timeout, requestId: "r-1" }, ["retry", "remove"]],
  ["failedForGood", { failureText: en.failures.empty_file, requestId: "" }, ["remove"]],
  ["cancelled", { showsBar: false, failureText: "", phaseText: "Cancelled" }, ["retry", "remove"]],
] as const)("a file that is %s", (phase, expected, actions) => {
  const row = rowIn(phase);
  expect(row).toMatchObject({ title: "Photo · 2.0 KB", ...expected });
  expect(row?.actions.map(({ name }) => name)).toEqual(actions);
});

test("a PUT in progress shows no percent, as nobody knows it", () => {
  const row = viewOf(stateOf(itemIn({ name: "uploading", percent: undefined })), en).rows[0];
  expect(row).toMatchObject({ showsBar: true, isIndeterminate: true, phaseText: "Uploading" });
});

test("a button says whose it is", () => {
  expect(rowIn("failed")?.actions[0]).toEqual({
    name: "retry",
    label: "Try again",
    description: "Try again, photo 1",
    isMain: true,
  });
});

test("a refusal is a notice, in WeChat's language", () => {
  const refused: UploadState = { ...INITIAL_STATE, picker: { name: "refused", why: "permission_denied" } };
  expect(viewOf(refused, zh).notice).toBe(zh.refusals.permission_denied);
});

test("the summary counts", () => {
  const state = stateOf(itemIn(PHASES.succeeded, 1), itemIn(PHASES.failed, 2), itemIn(PHASES.waiting, 3));
  expect(viewOf(state, en).summary).toBe("1 of 3 uploaded, 1 failed");
});

describe("changedData", () => {
  const view = viewOf(stateOf(itemIn(PHASES.uploading, 1), itemIn(PHASES.uploading, 2)), en);

  test("of nothing and a view – the whole view", () => {
    expect(changedData(undefined, view)).toEqual(view);
  });

  test("of one row's progress – that row only", () => {
    const progressed = itemIn({ name: "uploading", percent: 41 }, 2);
    const next = viewOf(stateOf(itemIn(PHASES.uploading, 1), progressed), en);
    expect(changedData(view, next)).toEqual({ "rows[1]": next.rows[1] });
  });

  test("of a row gone or exchanged – all rows", () => {
    for (const state of [
      stateOf(itemIn(PHASES.uploading, 2)),
      stateOf(itemIn(PHASES.uploading, 1), itemIn(PHASES.uploading, 3)),
    ]) {
      const next = viewOf(state, en);
      expect(changedData(view, next)["rows"]).toEqual(next.rows);
    }
  });

  test("of the same – nothing", () => {
    expect(changedData(view, structuredClone({ ...view }))).toEqual({});
  });
});
