/** Largest value of a key. wx.setStorage, "data" */
const MAX_VALUE_BYTES = 1024 * 1024;

/** What is stored on a phone, as JSON by key. It outlives the mini program: pass it on to the next life. */
export type StoredValues = Map<string, string>;

interface KeyOption {
  readonly key: string;
  success?(result: object): void;
  fail?(failure: { readonly errMsg: string }): void;
}

export type NodeStorage = ReturnType<typeof createNodeStorage>;

/** `wx.setStorage`, `wx.getStorage` and `wx.removeStorage`. Like WeChat, they call back later. */
export function createNodeStorage(values: StoredValues) {
  return {
    setStorage({ key, data, success, fail }: KeyOption & { readonly data: unknown }): void {
      const text = JSON.stringify(data ?? null);
      setImmediate(() => {
        if (Buffer.byteLength(text) > MAX_VALUE_BYTES) {
          fail?.({ errMsg: "setStorage:fail exceed storage item max length" });
          return;
        }
        values.set(key, text);
        success?.({ errMsg: "setStorage:ok" });
      });
    },
    getStorage({ key, success, fail }: KeyOption): void {
      setImmediate(() => {
        const text = values.get(key);
        if (text === undefined) fail?.({ errMsg: "getStorage:fail data not found" });
        else success?.({ data: JSON.parse(text), errMsg: "getStorage:ok" });
      });
    },
    removeStorage({ key, success }: KeyOption): void {
      setImmediate(() => {
        values.delete(key);
        success?.({ errMsg: "removeStorage:ok" });
      });
    },
  };
}
