/**
 * An object of WeChat's on which a name that the preview lacks is told rather than undefined: `wx.scanCode` is a function that
 * reports and throws. Asking whether it is there finds it, as in WeChat, so no feature is left out in silence.
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
        const message = `${name}.${key} is not in the preview; see "What it has" in preview/README.md`;
        report(message);
        throw new Error(message);
      };
    },
  });
}
