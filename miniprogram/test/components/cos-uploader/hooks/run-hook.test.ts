import { runHook } from "../../../../src/components/cos-uploader/hooks/run-hook";

test.each([
  ["a value", () => 1, 1],
  ["nothing", () => {}, undefined],
  ["a promise", async () => "later", "later"],
])("returns what a hook returns: %s", async (_, hook, value) => {
  expect(await runHook(hook, { timeoutMs: 1000 })).toEqual({ name: "returned", value });
});

test.each([
  ["an Error", new Error("Choose a portrait photo."), "Choose a portrait photo."],
  ["a string", "选择竖版照片。", "选择竖版照片。"],
  ["an object with a message", { message: "Too dark." }, "Too dark."],
  ["a mistake in the code", new TypeError("x is undefined"), ""],
  ["a failure of WeChat", { errMsg: "cropImage:fail cancel" }, ""],
  ["nothing", undefined, ""],
])("rejects with a sentence for the user only if it is for users: %s", async (_, reason, sentence) => {
  const throwing = () => {
    throw reason;
  };
  for (const hook of [throwing, () => Promise.reject(reason)]) {
    expect(await runHook(hook, { timeoutMs: 1000 })).toMatchObject({ name: "rejected", sentence });
  }
});

test("rejects a hook that never settles after the time limit, and leaves no timer", async () => {
  jest.useFakeTimers();
  const outcome = runHook(() => new Promise(() => {}), { timeoutMs: 5000 });
  await jest.advanceTimersByTimeAsync(4999);
  expect(jest.getTimerCount()).toBe(1);
  await jest.advanceTimersByTimeAsync(1);
  expect(await outcome).toEqual({ name: "rejected", sentence: "", cause: "it did not settle within 5000 ms" });
  await runHook(() => 1, { timeoutMs: 5000 });
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

test("ends when it is abandoned, and reports a late result", async () => {
  let resolve: (value: string) => void = () => {};
  const onLate = jest.fn();
  const hook = () =>
    new Promise<string>((onResolve) => {
      resolve = onResolve;
    });
  const outcome = await runHook(hook, { timeoutMs: 60_000, abandoned: Promise.resolve(), onLate });
  expect([outcome, onLate.mock.calls]).toEqual([{ name: "abandoned" }, []]);
  resolve("late.jpg");
  await new Promise(setImmediate);
  expect(onLate.mock.calls).toEqual([["late.jpg"]]);
});
