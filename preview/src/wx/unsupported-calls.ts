import names from "./wechat-names.json";

/** An object of WeChat's whose calls the typings declare. */
export type WechatObject = keyof typeof names;

/** The members of `wx` that are objects. The preview supports none of them. */
const OBJECTS = ["wx.cloud", "wx.router", "wx.worklet"] as const;

/**
 * Adds every call that WeChat's typings declare and the preview lacks to an object of WeChat's, for example `wx.scanCode`. Such a call
 * reports an error and throws. A mini program that checks whether the call exists finds it, as in WeChat, so no missing feature goes
 * unnoticed. Names that WeChat does not have are undefined, as in WeChat.
 */
export function withUnsupportedCalls<Supported extends object>(
  object: WechatObject,
  supported: Supported,
  report: (message: string) => void,
): Supported {
  const unsupported = names[object].map((name) => [name, unsupportedCall(`${object}.${name}`, report)] as const);
  return { ...Object.fromEntries(unsupported), ...supported };
}

/** Creates the members of `wx` that are objects. Each of their calls reports an error and throws. */
export function createUnsupportedObjects(report: (message: string) => void): object {
  return Object.fromEntries(
    OBJECTS.map((object) => [object.slice("wx.".length), withUnsupportedCalls(object, {}, report)]),
  );
}

function unsupportedCall(name: string, report: (message: string) => void): () => never {
  return () => {
    const message = `The preview does not support ${name}; its README lists what it supports`;
    report(message);
    throw new Error(message);
  };
}
