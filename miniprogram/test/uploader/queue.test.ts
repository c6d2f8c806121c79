import { isOver, type UploadError, type UploadTask } from "../../src/uploader/index";
import { respond } from "../fakes/fake-cloud";
import { photos, platformFixture, statesOf } from "./platform-fixture";

const namesOf = (tasks: readonly UploadTask[]) => tasks.map(({ state }) => state.name);

describe("the queue", () => {
  test("three at a time, in the order they came, ids counted from 1", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.fates.push("never", "never", "never");
    const tasks = uploader.uploadAll(photos(5));
    expect(tasks.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
    await platform.pass(1_000);
    expect(namesOf(tasks)).toEqual(["uploading", "uploading", "uploading", "queued", "queued"]);
    tasks[1]?.cancel();
    await platform.pass(0);
    expect(namesOf(tasks)).toEqual(["uploading", "cancelled", "uploading", "done", "done"]);
    expect(platform.forms.map(({ filePath }) => filePath)).toEqual(["1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg"]);
  });

  test.each([1, 2, 10])("at most %i at a time, if told so", async (concurrency) => {
    const { uploader, platform } = platformFixture({ uploader: { concurrency } });
    const tasks = uploader.uploadAll(photos(25));
    await platform.pass(1_000);
    expect(new Set(namesOf(tasks))).toEqual(new Set(["done"]));
    expect(platform.mostAtOnce()).toBeLessThanOrEqual(concurrency);
    expect(platform.forms.map(({ filePath }) => filePath)).toEqual(photos(25).map(({ filePath }) => filePath));
  });

  test("one whose check takes its time – is not overtaken by the one behind it, which is checked meanwhile", async () => {
    const { uploader, platform } = platformFixture({ onCompress: () => "2.jpg" });
    platform.compressImage = (work) => platform.delay(work, 5_000).then(() => ({ tempFilePath: "2.jpg" }));
    const slow = uploader.upload({ filePath: "1.jpg" }, { compress: { minBytes: 1 } });
    const quick = uploader.upload({ filePath: "3.jpg" });
    await platform.pass(4_999);
    expect(namesOf([slow, quick])).toEqual(["compressing", "queued"]);
    expect(platform.forms).toEqual([]);
    await platform.pass(1);
    expect(namesOf([slow, quick])).toEqual(["done", "done"]);
  });

  test("cancelled in the background – the next file, begun in front again, does not wait for what is over", async () => {
    const { uploader, platform } = platformFixture();
    const first = uploader.upload({ filePath: "1.jpg" });
    platform.setShown(false);
    await platform.pass(0);
    expect(first.state.name).toBe("waiting_for_foreground");
    first.cancel();
    platform.setShown(true);
    const second = uploader.upload({ filePath: "2.jpg" });
    await platform.pass(0);
    expect(second.state.name).toBe("done");
  });

  test("one file's failure leaves the others alone", async () => {
    const { uploader, platform, cloud } = platformFixture({ files: { "empty.jpg": new Uint8Array() } });
    cloud.fates.push(respond(403));
    const tasks = uploader.uploadAll([{ filePath: "empty.jpg" }, { filePath: "gone.jpg" }, ...photos(3)]);
    await platform.pass(1_000);
    expect(tasks.map(({ state }) => (state.name === "failed" ? state.error.code : state.name))).toEqual([
      "empty_file",
      "file_not_found",
      "upload_refused",
      "done",
      "done",
    ]);
  });

  test("cancelAll – every one is over at once, and nothing runs on", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.fates.push("network", "never", "never");
    const tasks = uploader.uploadAll(photos(6));
    await platform.pass(100);
    expect(platform.timers()).toBeGreaterThan(0);
    uploader.cancelAll();
    expect(new Set(namesOf(tasks))).toEqual(new Set(["cancelled"]));
    expect([platform.timers(), platform.listeners()]).toEqual([0, 0]);
    const sent = platform.forms.length;
    await platform.pass(600_000);
    expect(platform.forms).toHaveLength(sent);
  });

  test("cancelled while their signatures are on the way – the request is given up with the last of them", async () => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.signFates.push("never");
    const tasks = uploader.uploadAll(photos(2));
    await platform.pass(0);
    expect(namesOf(tasks)).toEqual(["signing", "signing"]);
    tasks[0]?.cancel();
    await platform.pass(0);
    expect(tasks[1]?.state.name).toBe("signing");
    tasks[1]?.cancel();
    const third = uploader.upload({ filePath: "3.jpg" });
    await platform.pass(0);
    expect(third.state.name).toBe("done");
  });
});

describe("a task", () => {
  test("cancelled before its turn – nothing begins", async () => {
    const { uploader, platform } = platformFixture();
    const task = uploader.upload({ filePath: "1.jpg" });
    const states = statesOf(task);
    task.cancel();
    task.cancel();
    await platform.pass(0);
    expect(states).toEqual(["queued", "cancelled"]);
    await expect(task.result).rejects.toMatchObject({ code: "cancelled", stage: "check" });
    expect(platform.requests).toEqual([]);
  });

  test("begun anew – goes to the end of the queue, with another result", async () => {
    const { uploader, platform, cloud } = platformFixture({ uploader: { concurrency: 1 } });
    cloud.fates.push(respond(403));
    const tasks = uploader.uploadAll(photos(3));
    const first = tasks[0]?.result;
    tasks[0]?.on("change", ({ name }) => name === "failed" && tasks[0]?.retry());
    await platform.pass(0);
    await expect(first).rejects.toMatchObject({ code: "upload_refused" });
    await expect(tasks[0]?.result).resolves.toMatchObject({ method: "post" });
    expect(platform.forms.map(({ filePath }) => filePath)).toEqual(["1.jpg", "2.jpg", "3.jpg", "1.jpg"]);
  });

  test.each([
    ["done", [], "done"],
    ["failed", [respond(403)], "failed"],
  ] as const)("cancel() by a listener of the end – changes nothing: %s", async (_, fates, name) => {
    const { uploader, platform, cloud } = platformFixture();
    cloud.signFates.push(...fates);
    const task = uploader.upload({ filePath: "1.jpg" });
    task.on("change", (state) => isOver(state) && task.cancel());
    await platform.pass(0);
    expect(task.state.name).toBe(name);
    const end = await task.result.catch((error: UploadError) => error.code);
    expect(end).toEqual(name === "done" ? expect.objectContaining({ bytes: 8 }) : "sign_refused");
  });

  test("retry() of one under way or done – a TypeError that says what it is", async () => {
    const { uploader, platform } = platformFixture();
    const task = uploader.upload({ filePath: "1.jpg" });
    expect(() => task.retry()).toThrow(new TypeError("no retry() while queued"));
    await platform.pass(0);
    expect(() => task.retry()).toThrow(TypeError);
  });

  test("a result that nobody reads is no unhandled rejection", async () => {
    const unhandled = jest.fn();
    process.on("unhandledRejection", unhandled);
    const { uploader, platform } = platformFixture();
    uploader.upload({ filePath: "gone.jpg" });
    await platform.pass(0);
    await new Promise((resolve) => setTimeout(resolve, 0));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("events", () => {
  test("a form's progress is a state; one listener hears all tasks", async () => {
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
    await platform.pass(0);
    const progress = { totalBytesSent: 5, totalBytesExpectedToSend: 10 };
    expect(changed).toHaveBeenCalledWith({ name: "uploading", attempt: 1, progress });
    expect(heard).toEqual(["1 checking", "1 signing", "1 uploading", "1 uploading", "1 done"]);
    stop();
    uploader.upload({ filePath: "2.jpg" });
    await platform.pass(0);
    expect(heard).toHaveLength(5);
  });
});
