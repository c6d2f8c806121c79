/**
 * Largest number of concurrent transfers: request, uploadFile and downloadFile together.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/ability/network.html
 */
const MAX_TRANSFERS = 10;

/** Limits the number of concurrent transfers. Further transfers wait in order. */
export interface TransferQueue {
  /** Resolves when the transfer may start, with a function to call when it ends. Rejects with the signal's reason if aborted first. */
  readonly enter: (signal: AbortSignal) => Promise<() => void>;
}

/** Creates an empty queue. @param limit largest number of concurrent transfers, 10 by default */
export function createTransferQueue(limit = MAX_TRANSFERS): TransferQueue {
  let running = 0;
  const waiting: (() => void)[] = [];

  /** Passes the slot directly to the first waiting transfer, so that a new one can't overtake it. */
  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    async enter(signal) {
      if (running >= limit) await waitForTurn(signal);
      else running += 1;
      return leave;
    },
  };

  function waitForTurn(signal: AbortSignal): Promise<void> {
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
