import { glassEasel } from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";

/** glass-easel converts such a value, or uses the property's default, as WeChat does. */
const WRONG_TYPE = /^property ".*" received type-incompatible value/;

/** A list that has no value yet, as in the first render of uni-app's pages. glass-easel renders nothing, as WeChat does. */
const MISSING_LIST = /^The for-list data is neither Array nor Object, got type "(undefined|null)"/;

/**
 * Reports glass-easel's warnings, and errors thrown in listeners and lifetimes. Passes on to `warn` what WeChat only warns of: `null` for a
 * String, for example. Returns a function that stops it.
 */
export function listenToGlassEasel(report: (message: string) => void, warn?: (message: string) => void): () => void {
  const onWarning = (message: string, component: glassEasel.GeneralComponent | string) => {
    if (!WRONG_TYPE.test(message) && !MISSING_LIST.test(message)) {
      report(`${message} (in ${typeof component === "string" ? component : component.is})`);
      return true;
    }
    warn?.(message);
    // On true, glass-easel writes the warning to the console.
    return warn === undefined;
  };
  const onError = (error: unknown, method?: string) => {
    report(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}${method ? ` (${method})` : ""}`);
  };
  glassEasel.addGlobalWarningListener(onWarning);
  glassEasel.addGlobalErrorListener(onError);
  return () => {
    glassEasel.removeGlobalWarningListener(onWarning);
    glassEasel.removeGlobalErrorListener(onError);
  };
}
