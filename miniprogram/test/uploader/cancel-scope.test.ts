import { cancellable, closeScope, createCancelScope } from "../../src/uploader/index";

/** Whether a promise is settled once everything that is due has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const settled = jest.fn();
  void promise.then(settled, settled);
  await new Promise(setImmediate);
  return settled.mock.calls.length > 0;
}

test("a call that ends – its result, its end told once, and what it says later is not heard", async () => {
  const work = createCancelScope();
  const end = jest.fn();
  let say: ((result: number) => void) | undefined;
  const promise = cancellable<number>(work, (resolve) => {
    say = resolve;
    return end;
  });
  say?.(1);
  say?.(2);
  expect(await promise).toBe(1);
  expect(end.mock.calls).toEqual([[false]]);
  closeScope(work);
  expect(end).toHaveBeenCalledTimes(1);
});

test("a call that fails – its error, and its end told", async () => {
  const end = jest.fn();
  const promise = cancellable(createCancelScope(), (_resolve, reject) => {
    setImmediate(() => reject(new Error("no")));
    return end;
  });
  await expect(promise).rejects.toThrow("no");
  expect(end.mock.calls).toEqual([[false]]);
});

test("stopped – every call of it is broken off, and nobody goes on", async () => {
  const work = createCancelScope();
  const ends = [jest.fn(), jest.fn()];
  const says: ((result: number) => void)[] = [];
  const promises = ends.map((end) =>
    cancellable<number>(work, (resolve) => {
      says.push(resolve);
      return end;
    }),
  );
  closeScope(work);
  closeScope(work);
  for (const say of says) say(1);
  expect(ends.map(({ mock }) => mock.calls)).toEqual([[[true]], [[true]]]);
  expect(await Promise.all(promises.map(isSettled))).toEqual([false, false]);
});

test("stopped by what the call sets off – broken off as soon as it has begun", async () => {
  const work = createCancelScope();
  const end = jest.fn();
  const promise = cancellable(work, () => {
    closeScope(work);
    return end;
  });
  expect(end.mock.calls).toEqual([[true]]);
  expect(await isSettled(promise)).toBe(false);
});

test("over already – nothing begins", async () => {
  const work = createCancelScope();
  closeScope(work);
  const call = jest.fn();
  expect(await isSettled(cancellable(work, call))).toBe(false);
  expect(call).not.toHaveBeenCalled();
});
