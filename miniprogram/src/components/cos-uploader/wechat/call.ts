import { fieldsOf, readText } from "../../../uploader/platform-values";

/** How one of WeChat's calls ended. `result` is whatever WeChat gave, and has to be checked. */
export type CallOutcome =
  | { readonly name: "success"; readonly result: unknown }
  /** `message` is WeChat's `errMsg`, or of what was thrown; empty if there is neither. */
  | { readonly name: "failure"; readonly message: string };

export interface Callbacks {
  success(result: unknown): void;
  fail(failure: unknown): void;
}

/**
 * One of WeChat's calls as a promise, which never rejects. WeChat may throw instead of calling back, call back twice, and fail with `{}`
 * or nothing: the first of these counts. Frameworks that wrap `wx` return a promise, which counts as well.
 *
 * It may also never call back, as `chooseMedia` in WeCom on Android (https://github.com/Tencent/tdesign-miniprogram/issues/4040). Only a
 * call that shows nothing to the user gets a time limit: a picker or a question may stay open for any length of time, so the caller must
 * be able to go on without the outcome.
 *
 * @param start calls WeChat with the callbacks
 * @param timeoutMs after so many milliseconds the call has failed; by default never
 */
export function callWechat(start: (callbacks: Callbacks) => unknown, timeoutMs?: number): Promise<CallOutcome> {
  return new Promise((resolve) => {
    const fail = (failure: unknown) => end({ name: "failure", message: messageOf(failure) });
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => fail(`no callback within ${timeoutMs} ms`), timeoutMs);
    const end = (outcome: CallOutcome) => {
      if (timer !== undefined) clearTimeout(timer);
      resolve(outcome);
    };
    const success = (result: unknown) => end({ name: "success", result });
    try {
      const returned = start({ success, fail });
      if (returned instanceof Promise) returned.then(success, fail);
    } catch (error) {
      fail(error);
    }
  });
}

function messageOf(failure: unknown): string {
  if (typeof failure === "string") return failure;
  return failure instanceof Error ? failure.message : (readText(fieldsOf(failure)["errMsg"]) ?? "");
}
