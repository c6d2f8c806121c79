import { fieldsOf, readText } from "../../../uploader/platform-values";

/** How a WeChat call ended. `result` is not validated. */
export type CallOutcome =
  | { readonly name: "success"; readonly result: unknown }
  /** `message` is WeChat's `errMsg` or the message of a thrown error; empty if there is neither. */
  | { readonly name: "failure"; readonly message: string };

export interface Callbacks {
  success(result: unknown): void;
  fail(failure: unknown): void;
}

/**
 * Turns a WeChat call into a promise that never rejects. WeChat may throw instead of calling back, call back twice, or fail with `{}` or
 * undefined; the first outcome counts. Frameworks that wrap `wx` return a promise, which counts as well.
 *
 * WeChat may also never call back, as `chooseMedia` does in WeCom on Android
 * (https://github.com/Tencent/tdesign-miniprogram/issues/4040). Set a time limit only for a call that shows nothing to the user. A picker
 * or a question may stay open for any length of time, so the caller must be able to continue without the outcome.
 *
 * @param start calls WeChat with the callbacks
 * @param timeoutMs time limit in milliseconds, after which the call has failed; no limit by default
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
