import type { PhaseName } from "../../../../src/components/cos-uploader/list/state";
import { createScreen } from "../../../../src/components/cos-uploader/wechat/screen";
import { createFakeWechatCalls } from "../../../fakes/fake-wechat-calls";
import { LARGE, listFixture } from "./list-fixture";

const PROGRESS = { totalBytesSent: 42, totalBytesExpectedToSend: 100 };
const UPLOADING = { name: "uploading", attempt: 1, progress: PROGRESS } as const;

/** A list that sends a large file, with the screen of its phone. */
async function sending(media: readonly object[] = [LARGE]) {
  const phone = createFakeWechatCalls();
  const opened = listFixture(
    { media },
    {},
    createScreen(() => phone.wechat),
  );
  await opened.list.choose();
  opened.task(0).move(UPLOADING);
  const screen = () =>
    phone.calls
      .filter(({ name }) => name === "setKeepScreenOn")
      .map(({ option }) => Object(option).keepScreenOn === true);
  return { ...opened, screen };
}

describe("a large file", () => {
  test("is paused and resumed", async () => {
    const { list, phases } = await sending();
    list.pause(1);
    expect(phases()).toEqual(["paused"]);
    list.resume(1);
    expect(phases()).toEqual(["resuming"]);
  });

  test("is cancelled and removed while it is paused", async () => {
    const { list, task, phases } = await sending();
    list.pause(1);
    list.cancel(1);
    expect([task(0).state.name, phases()]).toEqual(["cancelled", ["cancelled"]]);
    list.remove(1);
    expect(phases()).toEqual([]);
  });

  test("is paused rather than cancelled when the list is closed, and a small one is cancelled", async () => {
    const { list, task } = await sending([LARGE, {}]);
    list.close();
    expect([task(0).state.name, task(1).state.name]).toEqual(["cancelled", "paused"]);
  });
});

test.each<[PhaseName, "pause" | "resume"]>([
  ["ready", "pause"],
  ["ready", "resume"],
])("a file that is %s does not change by %s", async (phase, action) => {
  const { list, phases } = listFixture({}, { autoUpload: false });
  await list.choose();
  list[action](1);
  list[action](9);
  expect(phases()).toEqual([phase]);
});

test("a file under way does not change by resume", async () => {
  const { list, phases } = await sending();
  list.resume(1);
  expect(phases()).toEqual(["uploading"]);
});

describe("the screen stays on", () => {
  test("while a large file is under way, and not while it is paused", async () => {
    const { list, task, screen } = await sending();
    expect(screen()).toEqual([true]);
    list.pause(1);
    expect(screen()).toEqual([true, false]);
    list.resume(1);
    task(0).move(UPLOADING);
    expect(screen()).toEqual([true, false, true]);
    task(0).move({ name: "cancelled" });
    expect(screen()).toEqual([true, false, true, false]);
  });

  test("until the list is closed", async () => {
    const { list, screen } = await sending();
    list.close();
    expect(screen()).toEqual([true, false]);
  });

  test("not for a small file", async () => {
    const { screen } = await sending([{}]);
    expect(screen()).toEqual([]);
  });

  test("not once the option is off", async () => {
    const { list, options, screen } = await sending();
    Object.assign(options, { keepScreenOn: false });
    list.applyOptions();
    expect(screen()).toEqual([true, false]);
  });
});
