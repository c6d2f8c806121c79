/** Runs tasks, at most so many at once. The others wait in their order. */
export type RunLimited = <Result>(task: () => Promise<Result>) => Promise<Result>;

/** Creates a {@link RunLimited}. Without a limit, a burst of requests would open a connection for each call, until the system has none left. */
export function limitConcurrency(limit: number): RunLimited {
  let running = 0;
  const waiting: Array<() => void> = [];
  return async (task) => {
    // A finished task passes its place on, so `running` stays the same.
    if (running === limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
