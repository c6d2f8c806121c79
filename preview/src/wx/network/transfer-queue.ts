/** https://developers.weixin.qq.com/miniprogram/dev/framework/ability/network.html: request, uploadFile and downloadFile together. */
const MAX_TRANSFERS = 10;

/** Lets so many run at a time; the others wait in order. */
export interface TransferQueue {
  /** Resolves with a function to call at the end, when there is room. */
  readonly enter: (signal: AbortSignal) => Promise<() => void>;
}

export function createTransferQueue(limit = MAX_TRANSFERS): TransferQueue {
  let running = 0;
  const waiting: (() => void)[] = [];

  /** Hands its place to the first that waits, so that nobody who comes just now gets in between. */
  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    async enter(signal) {
      if (running >= limit) await turn(signal);
      else running += 1;
      return leave;
    },
  };

  function turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = () => {
        waiting.splice(waiting.indexOf(begin), 1);
        reject(signal.reason);
      };
      waiting.push(begin);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }
}
