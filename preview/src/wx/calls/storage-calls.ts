import { type Callbacks, call } from "../call.ts";
import { WxFailure } from "../wx-failure.ts";

const PREFIX = "wx: ";

/** https://developers.weixin.qq.com/miniprogram/dev/api/storage/wx.setStorage.html */
const MAX_VALUE_BYTES = 1024 * 1024;

interface KeyOption extends Callbacks<object> {
  readonly key: string;
}

/** Creates `wx.setStorage` and the related calls on the browser's storage. Values are stored as JSON. */
export function createStorageCalls(storage: Storage) {
  const find = (key: string): unknown => {
    const text = storage.getItem(PREFIX + key);
    return text === null ? undefined : JSON.parse(text);
  };
  const keys = () => Object.keys(storage).filter((key) => key.startsWith(PREFIX));
  const setStorageSync = (key: string, data: unknown) => {
    const text = JSON.stringify(data ?? null);
    const { length: bytes } = new TextEncoder().encode(text);
    if (bytes > MAX_VALUE_BYTES) throw new WxFailure("exceed storage item max length");
    storage.setItem(PREFIX + key, text);
  };
  const removeStorageSync = (key: string) => storage.removeItem(PREFIX + key);
  const clearStorageSync = () => {
    for (const key of keys()) storage.removeItem(key);
  };
  return {
    setStorageSync,
    removeStorageSync,
    clearStorageSync,
    getStorageSync: (key: string) => find(key) ?? "",
    setStorage: (option: KeyOption & { readonly data: unknown }) =>
      call("setStorage", option, () => {
        setStorageSync(option.key, option.data);
        return {};
      }),
    getStorage: (option: KeyOption) =>
      call("getStorage", option, () => {
        const data = find(option.key);
        if (data === undefined) throw new WxFailure("data not found");
        return { data };
      }),
    removeStorage: (option: KeyOption) =>
      call("removeStorage", option, () => {
        removeStorageSync(option.key);
        return {};
      }),
    clearStorage: (option?: Callbacks<object>) =>
      call("clearStorage", option, () => {
        clearStorageSync();
        return {};
      }),
  };
}
