import names from "./wechat-names.json";

/** An object of WeChat's whose calls the typings declare. */
export type WechatObject = keyof typeof names;

/** The members of `wx` that are objects. The preview supports none of them. */
const OBJECTS = ["wx.cloud", "wx.router", "wx.worklet"] as const;

/**
 * Adds every call that WeChat's typings declare and the preview lacks to an object of WeChat's, for example `wx.scanCode`. Such a call
 * reports an error and throws. A mini program that checks whether the call exists finds it, as in WeChat, so no missing feature goes
 * unnoticed. Names that WeChat does not have are undefined, as in WeChat.
 *
 * @param explain returns the message for a call: `wx.scanCode`
 */
export function withUnsupportedCalls<Supported extends object>(
  object: WechatObject,
  supported: Supported,
  report: (message: string) => void,
  explain: (call: string) => string = explainUnsupported,
): Supported {
  const unsupported = names[object].map(
    (name) => [name, unsupportedCall(explain(`${object}.${name}`), report)] as const,
  );
  return { ...Object.fromEntries(unsupported), ...supported };
}

/** Creates the members of `wx` that are objects. Each of their calls reports an error and throws. */
export function createUnsupportedObjects(report: (message: string) => void): object {
  return Object.fromEntries(
    OBJECTS.map((object) => [object.slice("wx.".length), withUnsupportedCalls(object, {}, report)]),
  );
}

function explainUnsupported(call: string): string {
  return `The preview does not support ${call}; its README lists what it supports`;
}

function unsupportedCall(message: string, report: (message: string) => void): () => never {
  return () => {
    report(message);
    throw new Error(message);
  };
}
