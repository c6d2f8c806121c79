/** https://developers.weixin.qq.com/miniprogram/dev/framework/ability/network.html: request, uploadFile and downloadFile together. */
export const MAX_TRANSFERS = 10;

/** Lets so many run at a time; the others wait in order. */
export interface TransferQueue {
  /** Resolves with a function to call at the end, when there is room. */
  readonly enter: (signal: AbortSignal) => Promise<() => void>;
}

export function createTransferQueue(limit = MAX_TRANSFERS): TransferQueue {
  let running = 0;
  const waiting: (() => void)[] = [];

  function leave(): void {
    running -= 1;
    waiting.shift()?.();
  }

  return {
    async enter(signal) {
      if (running >= limit) await turn(signal);
      running += 1;
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
