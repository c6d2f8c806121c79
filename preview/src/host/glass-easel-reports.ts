import { glassEasel } from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";

/** Passes on what glass-easel complains of, and what listeners and lifetimes throw. Gives what ends it. */
export function listenToGlassEasel(report: (message: string) => void): () => void {
  const onWarning = (message: string, component: glassEasel.GeneralComponent | string) => {
    report(`${message} (in ${typeof component === "string" ? component : component.is})`);
    return true;
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
