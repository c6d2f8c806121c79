import { describe, fieldsOf, readText } from "../../../uploader/platform-values";

/** How a hook of the page ended. */
export type HookOutcome =
  | { readonly name: "returned"; readonly value: unknown }
  /** `sentence` is for the user, and empty if the hook has none. `cause` is for developers. */
  | { readonly name: "rejected"; readonly sentence: string; readonly cause: string }
  /** Its result is no longer needed. */
  | { readonly name: "abandoned" };

export interface RunHookOptions {
  /** Time limit in milliseconds, after which the hook counts as rejected. */
  readonly timeoutMs: number;
  /** Resolves once the result is no longer needed. By default it always is. */
  readonly abandoned?: Promise<void> | undefined;
  /** Called with what the hook returns after its time limit, or after it was abandoned. */
  onLate?(value: unknown): void;
}

/** Calls a hook, which may return, return a promise, throw, or never settle. Never rejects. */
export function runHook(hook: () => unknown, { timeoutMs, abandoned, onLate }: RunHookOptions): Promise<HookOutcome> {
  return new Promise((resolve) => {
    let hasEnded = false;
    const end = (outcome: HookOutcome) => {
      hasEnded = true;
      clearTimeout(timer);
      resolve(outcome);
    };
    const reject = (sentence: string, cause: string) => end({ name: "rejected", sentence, cause });
    const timer = setTimeout(() => reject("", `it did not settle within ${timeoutMs} ms`), timeoutMs);
    void abandoned?.then(() => end({ name: "abandoned" }));
    Promise.resolve()
      .then(hook)
      .then(
        (value) => (hasEnded ? onLate?.(value) : end({ name: "returned", value })),
        (reason: unknown) => reject(sentenceOf(reason), describe(reason)),
      );
  });
}

/**
 * The sentence for the user in a rejection: a string, or the message of an `Error`. Errors of other kinds, such as a TypeError, are mistakes
 * in the page's code, and WeChat's own failures have an `errMsg` for developers. Neither is for users.
 */
function sentenceOf(reason: unknown): string {
  if (typeof reason === "string") return reason;
  if (reason instanceof Error) return reason.name === "Error" ? reason.message : "";
  return readText(fieldsOf(reason)["message"]) ?? "";
}
