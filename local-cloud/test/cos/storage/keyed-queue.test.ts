import { createKeyedQueue } from "../../../src/cos/storage/keyed-queue.ts";

/** A task that runs until the test ends it. */
function openTask(started: string[], name: string) {
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = async () => {
    started.push(name);
    await ended;
  };
  return { run, end };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("runs tasks of one key one after another, even if a task arrives while an earlier one is running", async () => {
  const enqueue = createKeyedQueue();
  const started: string[] = [];
  const [first, second, third] = ["first", "second", "third"].map((name) => openTask(started, name));
  const running = [first, second].map((task) => enqueue("a", async () => task?.run()));
  first?.end();
  await settled();
  running.push(enqueue("a", async () => third?.run()));
  await settled();
  expect(started).toEqual(["first", "second"]);
  second?.end();
  third?.end();
  await Promise.all(running);
  expect(started).toEqual(["first", "second", "third"]);
});

test("runs tasks of different keys concurrently", async () => {
  const enqueue = createKeyedQueue();
  const started: string[] = [];
  const tasks = ["a", "b"].map((key) => ({ key, ...openTask(started, key) }));
  const running = tasks.map(({ key, run }) => enqueue(key, run));
  await settled();
  expect(started).toEqual(["a", "b"]);
  for (const { end } of tasks) end();
  await Promise.all(running);
});

test("reports a failed task to its caller and runs the next one", async () => {
  const enqueue = createKeyedQueue();
  const failing = enqueue("a", () => Promise.reject(new Error("the disk is full")));
  const next = enqueue("a", async () => "done");
  await expect(failing).rejects.toThrow("the disk is full");
  await expect(next).resolves.toBe("done");
});
