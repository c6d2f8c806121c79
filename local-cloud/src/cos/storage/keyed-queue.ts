/** Runs tasks with the same key one after another, and tasks with different keys concurrently. */
export type KeyedQueue = <T>(key: string, task: () => Promise<T>) => Promise<T>;

/** Creates a {@link KeyedQueue}. It remembers a key only while a task with that key is waiting or running. */
export function createKeyedQueue(): KeyedQueue {
  const tails = new Map<string, Promise<void>>();

  return async (key, task) => {
    const before = tails.get(key);
    const result = (before ?? Promise.resolve()).then(task);
    const tail = result.then(ignore, ignore);
    tails.set(key, tail);
    try {
      return await result;
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
    }
  };
}

/** The caller gets a task's result or error. The next task only waits for its end. */
function ignore(): void {}
