import type { UploadOptions, UploadTask } from "../../src/uploader/index";
import type { CallName } from "../fakes/fake-wechat";
import { BYTES, type FixtureOptions, failureOf, PHOTO, uploadFixture } from "./upload-fixture";

const PUT_CALLS: readonly CallName[] = ["getFileInfo", "readFile", "readFile", "request", "request"];
const FORM_CALLS: readonly CallName[] = ["getFileInfo", "readFile", "request", "uploadFile"];

/** Cancels an upload at one of its calls: during the call, or just before its callback. */
async function cancelAt(callNumber: number, moment: "duringCall" | "afterCall", options: UploadOptions) {
  const { wechat, uploader } = uploadFixture({ progress: [50] });
  let task: UploadTask | undefined;
  wechat[moment] = () => {
    if (wechat.calls.length === callNumber) task?.cancel();
  };
  task = uploader.upload({ filePath: PHOTO }, options);
  const progressed = jest.fn();
  task.on("change", (state) => state.name === "uploading" && state.progress && progressed());
  const error = await failureOf(task.result);
  await new Promise(setImmediate);
  return { error, wechat, progressed };
}

describe("cancel", () => {
  test.each([0, 1, 2, 3, 4])("a PUT at call %i: aborts the call and starts no other", async (index) => {
    for (const moment of ["duringCall", "afterCall"] as const) {
      const { error, wechat } = await cancelAt(index + 1, moment, { method: "put" });
      expect(error).toMatchObject({ code: "cancelled", retryable: false });
      expect(wechat.calls).toEqual(PUT_CALLS.slice(0, index + 1));
      expect(wechat.aborted).toEqual(PUT_CALLS[index] === "request" ? ["request"] : []);
    }
  });

  test.each([0, 1, 2, 3])("a form at call %i: reports no progress and leaves no listener", async (index) => {
    for (const moment of ["duringCall", "afterCall"] as const) {
      const { error, wechat, progressed } = await cancelAt(index + 1, moment, { method: "post" });
      expect(error.code).toBe("cancelled");
      expect(wechat.calls).toEqual(FORM_CALLS.slice(0, index + 1));
      expect(wechat.listeners.size).toBe(0);
      expect(progressed).not.toHaveBeenCalled();
    }
  });

  test("before anything has started: starts nothing", async () => {
    const { wechat, uploader } = uploadFixture();
    const task = uploader.upload({ filePath: PHOTO }, { method: "put" });
    task.cancel();
    expect(await failureOf(task.result)).toMatchObject({ code: "cancelled", stage: "check" });
    expect(wechat.calls).toEqual([]);
    expect(wechat.listeners.size).toBe(0);
  });

  test.each<[string, FixtureOptions, UploadOptions]>([
    ["signing", { sign: "never" }, { method: "put" }],
    ["reading", { files: { [PHOTO]: "never" } }, { method: "put" }],
    ["a PUT", { cos: "never" }, { method: "put" }],
    ["a form upload", { cos: "never" }, { method: "post" }],
  ])("during %s without a response: settles at once", async (_, fixture, options) => {
    const { uploader, wechat } = uploadFixture(fixture);
    const task = uploader.upload({ filePath: PHOTO }, options);
    await new Promise(setImmediate);
    expect(wechat.calls.length).toBeGreaterThan(0);
    task.cancel();
    task.cancel();
    expect((await failureOf(task.result)).code).toBe("cancelled");
  });

  test("after the upload is done: changes nothing", async () => {
    const { uploader, wechat } = uploadFixture();
    const task = uploader.upload({ filePath: PHOTO }, { method: "put" });
    await task.result;
    task.cancel();
    await expect(task.result).resolves.toMatchObject({ bytes: BYTES.byteLength });
    expect(wechat.aborted).toEqual([]);
  });
});
