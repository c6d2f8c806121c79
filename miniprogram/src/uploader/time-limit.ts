import { cancellable, createWork, stop, type Work } from "./cancellable";
import type { Platform } from "./platform";
import { UploadError } from "./upload-error";

/** Starts the time limit anew, with so many milliseconds from now. */
export type RestartLimit = (limitMs: number) => void;

/**
 * Runs a call that may never call back. After the limit the call is aborted, and whatever it says later is ignored.
 *
 * @param missing what the error's message says is missing: `readFile: no result`
 * @throws {UploadError} `timeout` after the limit, and whatever the call rejects with
 */
export function withTimeLimit<Result>(
  work: Work,
  { delay }: Pick<Platform, "delay">,
  firstLimitMs: number,
  missing: string,
  call: (work: Work, restart: RestartLimit) => Promise<Result>,
): Promise<Result> {
  return cancellable<Result>(work, (resolve, reject) => {
    const callWork = createWork();
    let timer = createWork();
    const restart = (limitMs: number) => {
      if (callWork.isOver) return;
      stop(timer);
      timer = createWork();
      const giveUp = () => reject(new UploadError("timeout", `${missing} within ${limitMs} ms`));
      void delay(timer, limitMs).then(giveUp);
    };
    restart(firstLimitMs);
    start(() => call(callWork, restart)).then(resolve, reject);
    return () => {
      stop(timer);
      stop(callWork);
    };
  });
}

/** Calls at once, and makes what it throws a rejection. */
async function start<Result>(call: () => Promise<Result>): Promise<Result> {
  return call();
}
