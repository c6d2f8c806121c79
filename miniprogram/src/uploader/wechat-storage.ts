import type { PlatformStorage } from "./platform";
import { readText } from "./platform-values";
import type { WechatStorage } from "./wechat-api";
import { call } from "./wechat-call";

/** Creates the port's storage on WeChat's. Undefined if the API has none. */
export function createWechatStorage(api: WechatStorage): PlatformStorage | undefined {
  if (!api.getStorage || !api.setStorage || !api.removeStorage) return undefined;
  const get = call<{ readonly key: string }, { readonly text: string | undefined }>(
    (option) => void api.getStorage?.(option),
    ({ data }) => ({ text: readText(data) }),
  );
  const set = call<{ readonly key: string; readonly data: string }, true>(
    (option) => void api.setStorage?.(option),
    () => true,
  );
  const remove = call<{ readonly key: string }, true>(
    (option) => void api.removeStorage?.(option),
    () => true,
  );
  return {
    // A key without a value fails: `getStorage:fail data not found`, in other words on other hosts.
    get: async (scope, key) => (await get(scope, { key }).catch(() => ({ text: undefined }))).text,
    set: async (scope, key, data) => void (await set(scope, { key, data })),
    remove: async (scope, key) => void (await remove(scope, { key })),
  };
}
