/** Not among what the mini program stores: clearing that makes nobody another user. */
const DEVICE_KEY = "preview: device";

export interface LoginCodesOptions {
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  readonly randomId: () => string;
  /** The present, in Unix milliseconds. */
  readonly now: () => number;
}

/**
 * Gives codes for `wx.login` such as the local stand-in for WeChat's login takes: of this browser, which is one user for as long as
 * its storage lasts, when it was given out, and something that makes it another than all before.
 */
export function createLoginCodes({ storage, randomId, now }: LoginCodesOptions): () => string {
  return () => {
    const device = storage.getItem(DEVICE_KEY) ?? randomId();
    storage.setItem(DEVICE_KEY, device);
    return `local:${device}:${Math.floor(now() / 1000)}:${randomId()}`;
  };
}
