import { type CancelScope, createCancelScope } from "../../cancel-scope";
import type { Platform, PlatformStorage } from "../../platform";
import { withTimeLimit } from "../../time-limit";

/** How long the phone may take to read or write a few kilobytes, in milliseconds. An upload that is not saved continues. */
const STORAGE_TIMEOUT_MS = 3_000;

/** The phone's storage, with a time limit for each call. A call is not part of a run: what it saves is wanted after the run has ended. */
export interface TimedStorage {
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string): Promise<void>;
  remove(key: string): Promise<void>;
}

export function createTimedStorage(platform: Pick<Platform, "delay">, storage: PlatformStorage): TimedStorage {
  const limit = <Result>(name: string, call: (scope: CancelScope) => Promise<Result>) =>
    withTimeLimit(createCancelScope(), platform, STORAGE_TIMEOUT_MS, `${name}: no result`, call);
  return {
    get: (key) => limit("getStorage", (scope) => storage.get(scope, key)),
    set: (key, text) => limit("setStorage", (scope) => storage.set(scope, key, text)),
    remove: (key) => limit("removeStorage", (scope) => storage.remove(scope, key)),
  };
}
