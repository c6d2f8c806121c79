/** Storage key of the browser's id. It is separate from the mini program's storage, so clearing that does not change the user. */
const DEVICE_KEY = "preview: device";

/** Options of createLoginCodes. */
export interface LoginCodesOptions {
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  readonly randomId: () => string;
  /** Returns the current time, in Unix milliseconds. */
  readonly now: () => number;
}

/**
 * Creates a function that returns a new code for `wx.login`, in the format that the local stand-in for WeChat's login accepts. A code
 * contains the browser's id, its time of issue in Unix seconds, and a random part that makes it unique. The browser is one user for as
 * long as its storage lasts.
 */
export function createLoginCodes({ storage, randomId, now }: LoginCodesOptions): () => string {
  return () => {
    const device = storage.getItem(DEVICE_KEY) ?? randomId();
    storage.setItem(DEVICE_KEY, device);
    return `local:${device}:${Math.floor(now() / 1000)}:${randomId()}`;
  };
}
