import type { VariableReader } from "./variables.ts";

/** Whether `NODE_ENV` is production. A misspelling is a problem, because development's defaults are open. */
export function readProduction(variables: VariableReader): boolean {
  const mode = variables.text("NODE_ENV") ?? "";
  if (mode === "production") return true;
  if (/^prod/i.test(mode)) variables.reject("NODE_ENV", `is "${mode}"; write production, in lower case and in full`);
  return false;
}
