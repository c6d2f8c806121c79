/** Runs tasks of one key one after another, those of different keys side by side. */
export type KeyedQueue = <T>(key: string, task: () => Promise<T>) => Promise<T>;

/** Makes a {@link KeyedQueue}. It remembers a key only while one of its tasks is waiting or running. */
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

/** The outcome is the caller's; the next task only needs to know that there is one. */
function ignore(): void {}
