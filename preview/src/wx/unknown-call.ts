/**
 * Wraps an object of WeChat's so that an unsupported call is a function that reports an error and throws, for example `wx.scanCode`.
 * A mini program that checks whether the call exists finds it, as in WeChat, so no missing feature goes unnoticed.
 */
export function withUnknownCalls<Known extends object>(
  name: string,
  known: Known,
  report: (message: string) => void,
): Known {
  return new Proxy(known, {
    get(target, key, receiver) {
      if (typeof key === "symbol" || key in target || key === "then" || key === "toJSON") {
        return Reflect.get(target, key, receiver);
      }
      return () => {
        const message = `The preview does not support ${name}.${key}; see "What it supports" in preview/README.md`;
        report(message);
        throw new Error(message);
      };
    },
  });
}
