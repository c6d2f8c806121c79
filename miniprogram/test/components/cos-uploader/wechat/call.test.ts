import { type Callbacks, callWechat } from "../../../../src/components/cos-uploader/wechat/call";

const failure = (message: string) => ({ name: "failure", message });

test.each<[string, (callbacks: Callbacks) => unknown, object]>([
  ["succeeds", ({ success }) => success({ a: 1 }), { name: "success", result: { a: 1 } }],
  ["succeeds with nothing", ({ success }) => success(undefined), { name: "success", result: undefined }],
  ["fails", ({ fail }) => fail({ errMsg: "x:fail cancel" }), failure("x:fail cancel")],
  ["fails with an empty object", ({ fail }) => fail({}), failure("")],
  ["fails with nothing", ({ fail }) => fail(undefined), failure("")],
  ["fails with null", ({ fail }) => fail(null), failure("")],
  ["fails with a string", ({ fail }) => fail("x:fail"), failure("x:fail")],
  ["fails with an Error", ({ fail }) => fail(new Error("broken")), failure("broken")],
  ["fails with an errMsg that is not a string", ({ fail }) => fail({ errMsg: { toString: 1 } }), failure("")],
  [
    "throws",
    () => {
      throw new TypeError("wx.x is not a function");
    },
    failure("wx.x is not a function"),
  ],
  [
    "succeeds and throws",
    ({ success }) => {
      success(1);
      throw new Error("later");
    },
    { name: "success", result: 1 },
  ],
  [
    "calls back twice",
    ({ success, fail }) => {
      success(1);
      success(2);
      fail({ errMsg: "x:fail" });
    },
    { name: "success", result: 1 },
  ],
  ["calls back later", ({ success }) => setImmediate(success, 1), { name: "success", result: 1 }],
  ["returns a promise", () => Promise.resolve(1), { name: "success", result: 1 }],
  ["returns a promise that rejects", () => Promise.reject({ errMsg: "x:fail cancel" }), failure("x:fail cancel")],
])("reads the outcome of a call that %s", async (_, start, outcome) => {
  await expect(callWechat(start)).resolves.toEqual(outcome);
});

describe("a call that never calls back", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test("fails after its time limit", async () => {
    const outcome = callWechat(() => {}, 3000);
    await jest.advanceTimersByTimeAsync(3000);
    await expect(outcome).resolves.toEqual(failure("no callback within 3000 ms"));
  });

  test("stays pending without a time limit, and runs no timer", async () => {
    const ended = jest.fn();
    void callWechat(() => {}).then(ended);
    expect(jest.getTimerCount()).toBe(0);
    await jest.advanceTimersByTimeAsync(3_600_000);
    expect(ended).not.toHaveBeenCalled();
  });

  test.each<[string, (callbacks: Callbacks) => unknown]>([
    ["success", ({ success }) => success(1)],
    ["failure", ({ fail }) => fail({})],
    [
      "exception",
      () => {
        throw new Error();
      },
    ],
  ])("leaves no timer after a %s", async (_, start) => {
    await callWechat(start, 3000);
    expect(jest.getTimerCount()).toBe(0);
  });
});
