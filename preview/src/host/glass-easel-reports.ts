import { glassEasel } from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";

/** Reports glass-easel's warnings, and errors thrown in listeners and lifetimes. Returns a function that stops it. */
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
