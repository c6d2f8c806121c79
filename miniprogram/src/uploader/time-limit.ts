import { type CancelScope, cancellable, closeScope, createCancelScope } from "./cancel-scope";
import type { Platform } from "./platform";
import { UploadError } from "./upload-error";

/** Restarts the time limit, in milliseconds from now. */
export type RestartLimit = (limitMs: number) => void;

/**
 * Runs a call that may never call back. After the time limit the call is aborted, and later results are ignored.
 *
 * @param missing the start of the error's message, such as `readFile: no result`
 * @throws {UploadError} `timeout` after the limit, or the error of the call
 */
export function withTimeLimit<Result>(
  scope: CancelScope,
  { delay }: Pick<Platform, "delay">,
  firstLimitMs: number,
  missing: string,
  call: (scope: CancelScope, restart: RestartLimit) => Promise<Result>,
): Promise<Result> {
  return cancellable<Result>(scope, (resolve, reject) => {
    const callScope = createCancelScope();
    let timer = createCancelScope();
    const restart = (limitMs: number) => {
      if (callScope.isClosed) return;
      closeScope(timer);
      timer = createCancelScope();
      const giveUp = () => reject(new UploadError("timeout", `${missing} within ${limitMs} ms`));
      void delay(timer, limitMs).then(giveUp);
    };
    restart(firstLimitMs);
    start(() => call(callScope, restart)).then(resolve, reject);
    return () => {
      closeScope(timer);
      closeScope(callScope);
    };
  });
}

/** Calls at once, and turns a thrown error into a rejection. */
async function start<Result>(call: () => Promise<Result>): Promise<Result> {
  return call();
}
