import { isOver, type UploadError, type UploadTask } from "../../src/uploader/index";
import { respond } from "../fakes/fake-cloud";
import { photos, platformFixture, statesOf } from "./platform-fixture";

const namesOf = (tasks: readonly UploadTask[]) => tasks.map(({ state }) => state.name);

describe("the queue", () => {
  test("sends three files at a time, in order, with ids from 1", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.nextResponses.push("never", "never", "never");
    const tasks = uploader.uploadAll(photos(5));
    expect(tasks.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
    await platform.advanceTime(1_000);
    expect(namesOf(tasks)).toEqual(["uploading", "uploading", "uploading", "queued", "queued"]);
    tasks[1]?.cancel();
    await platform.advanceTime(0);
    expect(namesOf(tasks)).toEqual(["uploading", "cancelled", "uploading", "done", "done"]);
    expect(platform.forms.map(({ filePath }) => filePath)).toEqual(["1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg"]);
  });

  test.each([1, 2, 10])("sends at most %i files at a time with that concurrency", async (concurrency) => {
    const { uploader, platform } = platformFixture({ uploader: { concurrency } });
    const tasks = uploader.uploadAll(photos(25));
    await platform.advanceTime(1_000);
    expect(new Set(namesOf(tasks))).toEqual(new Set(["done"]));
    expect(platform.mostAtOnce()).toBeLessThanOrEqual(concurrency);
    expect(platform.forms.map(({ filePath }) => filePath)).toEqual(photos(25).map(({ filePath }) => filePath));
  });

  test("lets no file overtake one with a slow check, and checks the next file meanwhile", async () => {
    const { uploader, platform } = platformFixture({ onCompress: () => "2.jpg" });
    platform.compressImage = (scope) => platform.delay(scope, 5_000).then(() => ({ tempFilePath: "2.jpg" }));
    const slow = uploader.upload({ filePath: "1.jpg" }, { compress: { minBytes: 1 } });
    const quick = uploader.upload({ filePath: "3.jpg" });
    await platform.advanceTime(4_999);
    expect(namesOf([slow, quick])).toEqual(["compressing", "queued"]);
    expect(platform.forms).toEqual([]);
    await platform.advanceTime(1);
    expect(namesOf([slow, quick])).toEqual(["done", "done"]);
  });

  test("starts the next file in the foreground after one is cancelled in the background", async () => {
    const { uploader, platform } = platformFixture();
    const first = uploader.upload({ filePath: "1.jpg" });
    platform.setShown(false);
    await platform.advanceTime(0);
    expect(first.state.name).toBe("waiting_for_foreground");
    first.cancel();
    platform.setShown(true);
    const second = uploader.upload({ filePath: "2.jpg" });
    await platform.advanceTime(0);
    expect(second.state.name).toBe("done");
  });

  test("continues with the other files if one fails", async () => {
    const { uploader, platform, cloud } = platformFixture({ files: { "empty.jpg": new Uint8Array() } });
    cloud.nextResponses.push(respond(403));
    const tasks = uploader.uploadAll([{ filePath: "empty.jpg" }, { filePath: "gone.jpg" }, ...photos(3)]);
    await platform.advanceTime(1_000);
    expect(tasks.map(({ state }) => (state.name === "failed" ? state.error.code : state.name))).toEqual([
      "empty_file",
      "file_not_found",
      "upload_refused",
      "done",
      "done",
    ]);
  });

  test("cancelAll ends every upload at once and leaves nothing running", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.nextResponses.push("network", "never", "never");
    const tasks = uploader.uploadAll(photos(6));
    await platform.advanceTime(100);
    expect(platform.timers()).toBeGreaterThan(0);
    uploader.cancelAll();
    expect(new Set(namesOf(tasks))).toEqual(new Set(["cancelled"]));
    expect([platform.timers(), platform.listeners()]).toEqual([0, 0]);
    const sent = platform.forms.length;
    await platform.advanceTime(600_000);
    expect(platform.forms).toHaveLength(sent);
  });

  test("aborts a request for signatures when the last of its files is cancelled", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.nextSignResponses.push("never");
    const tasks = uploader.uploadAll(photos(2));
    await platform.advanceTime(0);
    expect(namesOf(tasks)).toEqual(["signing", "signing"]);
    tasks[0]?.cancel();
    await platform.advanceTime(0);
    expect(tasks[1]?.state.name).toBe("signing");
    tasks[1]?.cancel();
    const third = uploader.upload({ filePath: "3.jpg" });
    await platform.advanceTime(0);
    expect(third.state.name).toBe("done");
  });
});

describe("a task", () => {
  test("starts nothing if it is cancelled before its turn", async () => {
    const { uploader, platform } = platformFixture();
    const task = uploader.upload({ filePath: "1.jpg" });
    const states = statesOf(task);
    task.cancel();
    task.cancel();
    await platform.advanceTime(0);
    expect(states).toEqual(["queued", "cancelled"]);
    await expect(task.result).rejects.toMatchObject({ code: "cancelled", stage: "check" });
    expect(platform.requests).toEqual([]);
  });

  test("goes to the end of the queue when it is retried, with a new result", async () => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { concurrency: 1 } });
    cloud.nextResponses.push(respond(403));
    const tasks = uploader.uploadAll(photos(3));
    const first = tasks[0]?.result;
    tasks[0]?.on("change", ({ name }) => name === "failed" && tasks[0]?.retry());
    await platform.advanceTime(0);
    await expect(first).rejects.toMatchObject({ code: "upload_refused" });
    await expect(tasks[0]?.result).resolves.toMatchObject({ method: "post" });
    expect(platform.forms.map(({ filePath }) => filePath)).toEqual(["1.jpg", "2.jpg", "3.jpg", "1.jpg"]);
  });

  test.each([
    ["done", [], "done"],
    ["failed", [respond(403)], "failed"],
  ] as const)("ignores cancel() in a listener of its end: %s", async (_, nextResponses, name) => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.nextSignResponses.push(...nextResponses);
    const task = uploader.upload({ filePath: "1.jpg" });
    task.on("change", (state) => isOver(state) && task.cancel());
    await platform.advanceTime(0);
    expect(task.state.name).toBe(name);
    const end = await task.result.catch((error: UploadError) => error.code);
    expect(end).toEqual(name === "done" ? expect.objectContaining({ bytes: 8 }) : "sign_refused");
  });

  test("throws a TypeError with its state for a retry() while it is under way or done", async () => {
    const { uploader, platform } = platformFixture();
    const task = uploader.upload({ filePath: "1.jpg" });
    expect(() => task.retry()).toThrow(new TypeError("no retry() while queued"));
    await platform.advanceTime(0);
    expect(() => task.retry()).toThrow(TypeError);
  });

  test("causes no unhandled rejection if its result is not read", async () => {
    const unhandled = jest.fn();
    process.on("unhandledRejection", unhandled);
    const { uploader, platform } = platformFixture();
    uploader.upload({ filePath: "gone.jpg" });
    await platform.advanceTime(0);
    await new Promise((resolve) => setTimeout(resolve, 0));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("events", () => {
  test("reports a form's progress as a state, and all tasks to one listener", async () => {
    const { uploader, platform, cloud } = platformFixture({
      onForm(upload, onProgress) {
        onProgress({ totalBytesSent: 5, totalBytesExpectedToSend: 10 });
        return cloud.onForm(upload);
      },
    });
    const heard: string[] = [];
    const stop = uploader.on("change", ({ id, state }) => heard.push(`${id} ${state.name}`));
    const task = uploader.upload({ filePath: "1.jpg" });
    const changed = jest.fn();
    task.on("change", changed);
    expect(heard).toEqual([]);
    await platform.advanceTime(0);
    const progress = { totalBytesSent: 5, totalBytesExpectedToSend: 10 };
    expect(changed).toHaveBeenCalledWith({ name: "uploading", attempt: 1, progress });
    expect(heard).toEqual(["1 checking", "1 signing", "1 uploading", "1 uploading", "1 done"]);
    stop();
    uploader.upload({ filePath: "2.jpg" });
    await platform.advanceTime(0);
    expect(heard).toHaveLength(5);
  });
});
