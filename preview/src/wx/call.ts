import { WxFailure } from "./wx-failure.ts";

/** The three callbacks that a call of `wx` accepts. At run time they receive more fields than the types declare. */
export interface Callbacks<Result> {
  success?: ((result: Result & { errMsg: string }) => void) | undefined;
  fail?: ((failure: CallFailure) => void) | undefined;
  complete?: ((outcome: (Result & { errMsg: string }) | CallFailure) => void) | undefined;
}

/** What `fail` receives. `errno` is -1 if WeChat has no number. */
export interface CallFailure {
  readonly errMsg: string;
  readonly errno: number;
}

/**
 * Runs one call of `wx`. Calls `success` or `fail`, then `complete`. Returns a promise if the caller passed none of the three, otherwise
 * undefined. `work` starts at once. Never throws: an error in `work` becomes a failure `name:fail reason`.
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

/** Runs a call that always succeeds with a given result. */
export function succeed<Result extends object>(name: string, callbacks: Callbacks<Result> | undefined, result: Result) {
  return call(name, callbacks, () => result);
}

async function start<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  return work();
}

function toCallFailure(name: string, error: unknown): CallFailure {
  const reason = error instanceof Error ? error.message : String(error);
  const errno = error instanceof WxFailure ? error.errno : undefined;
  // -1 means "unknown": WeChat has no number for this failure.
  return { errMsg: `${name}:fail ${reason}`, errno: errno ?? -1 };
}
