import { WxFailure } from "./wx-failure.ts";

/** The three functions that a call of WeChat's takes. They are called with more than is named here. */
export interface Callbacks<Result> {
  success?: ((result: Result & { errMsg: string }) => void) | undefined;
  fail?: ((failure: CallFailure) => void) | undefined;
  complete?: ((outcome: (Result & { errMsg: string }) | CallFailure) => void) | undefined;
}

export interface CallFailure {
  readonly errMsg: string;
  readonly errno: number;
}

/**
 * One call of wx: `success` or `fail`, then `complete`; a promise if the caller gave none of the three. `work` starts at once.
 *
 * @throws nothing: what goes wrong in `work` is a failure `name:fail reason`
 */
export function call<Result extends object>(
  name: string,
  callbacks: Callbacks<Result> | undefined,
  work: () => Result | Promise<Result>,
): Promise<Result & { errMsg: string }> | undefined {
  const outcome = start(work).then(
    (result) => ({ ...result, errMsg: `${name}:ok` }),
    (error: unknown) => {
      throw toCallFailure(name, error);
    },
  );
  if (!callbacks?.success && !callbacks?.fail && !callbacks?.complete) return outcome;
  void outcome.then(
    (result) => {
      callbacks.success?.(result);
      callbacks.complete?.(result);
    },
    (failure: CallFailure) => {
      callbacks.fail?.(failure);
      callbacks.complete?.(failure);
    },
  );
  return undefined;
}

/** A call that always works, at once. */
export function succeed<Result extends object>(name: string, callbacks: Callbacks<Result> | undefined, result: Result) {
  return call(name, callbacks, () => result);
}

async function start<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  return work();
}

function toCallFailure(name: string, error: unknown): CallFailure {
  const reason = error instanceof Error ? error.message : String(error);
  const errno = error instanceof WxFailure ? error.errno : undefined;
  // -1 stands for "unknown" wherever WeChat has no number.
  return { errMsg: `${name}:fail ${reason}`, errno: errno ?? -1 };
}
