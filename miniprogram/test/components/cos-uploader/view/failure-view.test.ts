import { byteLimits } from "../../../../src/components/cos-uploader/list/size-limit";
import type { ItemPhase } from "../../../../src/components/cos-uploader/list/state";
import { en } from "../../../../src/components/cos-uploader/texts/en";
import { zh } from "../../../../src/components/cos-uploader/texts/zh";
import { failureViews } from "../../../../src/components/cos-uploader/view/failure-view";
import { failed } from "../../../fakes/fake-uploader";
import { FAILED_FOR_GOOD, itemIn, PHASES } from "../list/states";

const OPTIONS = { disabled: false, maxBytes: byteLimits(0) };
const failures = (...phases: ItemPhase[]) =>
  failureViews(
    phases.map((phase, index) => itemIn(phase, index + 1)),
    en,
    OPTIONS,
  );
const timedOut = (requestId: string) => failed("timeout", "too long", { requestId });

test("names the file, what to do and what to quote", () => {
  expect(failures(PHASES.done, PHASES.failed)).toEqual([
    {
      id: 2,
      ids: [2],
      name: "Photo 2",
      sentence: en.failures.timeout,
      requestId: "r-1",
      requestIds: "r-1",
      copy: { name: "copyRequestId", label: "Copy ID", description: "Copy ID, Photo 2" },
      retry: { name: "retry", label: "Try again", description: "Try again, Photo 2" },
    },
  ]);
});

test("shows nothing for a file that has not failed", () => {
  const { failed: _, ...others } = PHASES;
  expect(failures(...Object.values(others))).toEqual([]);
});

test("has no retry button if a retry cannot help, and nothing to copy without a request id", () => {
  expect(failures(FAILED_FOR_GOOD)).toMatchObject([{ requestId: "", copy: undefined, retry: undefined }]);
});

test("offers no retry if disabled", () => {
  const [failure] = failureViews([itemIn(PHASES.failed)], en, { ...OPTIONS, disabled: true });
  expect(failure).toMatchObject({ retry: undefined, copy: { name: "copyRequestId" } });
});

test("shows failures alike once, with one button for all", () => {
  expect(failures(timedOut("r-1"), FAILED_FOR_GOOD, timedOut("r-2"))).toMatchObject([
    {
      id: 1,
      ids: [1, 3],
      name: "Photo 1, Photo 3",
      requestId: "r-1 and 1 more",
      requestIds: "r-1\nr-2",
      retry: { label: "Try all again", description: "Try all again, Photo 1, Photo 3" },
    },
    { id: 2, ids: [2], name: "Photo 2", requestId: "", retry: undefined },
  ]);
});

test("quotes a request for several files once", () => {
  expect(failures(timedOut("r-1"), timedOut("r-1"))).toMatchObject([{ requestId: "r-1", requestIds: "r-1" }]);
});

test("names the first three of many files, and how many more there are", () => {
  const items = [1, 2, 3, 4, 5].map((id) => itemIn(PHASES.failed, id));
  expect(failureViews(items, en, OPTIONS)[0]?.name).toBe("Photo 1, Photo 2, Photo 3 and 2 more");
  expect(failureViews(items, zh, OPTIONS)[0]?.name).toBe("照片 1、照片 2、照片 3，还有 2 个");
});

test("cuts a long name in the middle", () => {
  const items = [itemIn(PHASES.failed, 1, { name: "quarterly-financial-report-for-the-board-2026-Q3-final.pdf" })];
  expect(failureViews(items, en, OPTIONS)[0]?.name).toBe("quarterly-fi…ard-2026-Q3-final.pdf");
});
