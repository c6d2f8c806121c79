import { cancellable, closeScope, createCancelScope } from "../../src/uploader/index";

/** Whether a promise is settled once everything that is due has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const settled = jest.fn();
  void promise.then(settled, settled);
  await new Promise(setImmediate);
  return settled.mock.calls.length > 0;
}

test("resolves with a call's result, ends the call once, and ignores later callbacks", async () => {
  const scope = createCancelScope();
  const end = jest.fn();
  let callBack: ((result: number) => void) | undefined;
  const promise = cancellable<number>(scope, (resolve) => {
    callBack = resolve;
    return end;
  });
  callBack?.(1);
  callBack?.(2);
  expect(await promise).toBe(1);
  expect(end.mock.calls).toEqual([[false]]);
  closeScope(scope);
  expect(end).toHaveBeenCalledTimes(1);
});

test("rejects with a call's error, and ends the call", async () => {
  const end = jest.fn();
  const promise = cancellable(createCancelScope(), (_resolve, reject) => {
    setImmediate(() => reject(new Error("no")));
    return end;
  });
  await expect(promise).rejects.toThrow("no");
  expect(end.mock.calls).toEqual([[false]]);
});

test("aborts every call when the scope is closed, and leaves the promises pending", async () => {
  const scope = createCancelScope();
  const ends = [jest.fn(), jest.fn()];
  const callbacks: ((result: number) => void)[] = [];
  const promises = ends.map((end) =>
    cancellable<number>(scope, (resolve) => {
      callbacks.push(resolve);
      return end;
    }),
  );
  closeScope(scope);
  closeScope(scope);
  for (const callBack of callbacks) callBack(1);
  expect(ends.map(({ mock }) => mock.calls)).toEqual([[[true]], [[true]]]);
  expect(await Promise.all(promises.map(isSettled))).toEqual([false, false]);
});

test("aborts a call that closes the scope as it starts", async () => {
  const scope = createCancelScope();
  const end = jest.fn();
  const promise = cancellable(scope, () => {
    closeScope(scope);
    return end;
  });
  expect(end.mock.calls).toEqual([[true]]);
  expect(await isSettled(promise)).toBe(false);
});

test("starts nothing in a closed scope", async () => {
  const scope = createCancelScope();
  closeScope(scope);
  const call = jest.fn();
  expect(await isSettled(cancellable(scope, call))).toBe(false);
  expect(call).not.toHaveBeenCalled();
});
