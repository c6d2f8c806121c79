import type { Environment } from "@wx-cos-upload/server/advanced";
import { type Config, ConfigError, readConfig } from "@wx-cos-upload/server/advanced";
import { type Finding, finding } from "../finding.ts";
import type { Texts } from "../texts/texts.ts";

/** Returns the configuration with one finding, or one finding for each invalid variable. */
export function checkVariables(
  environment: Environment,
  texts: Texts,
): { readonly config: Config | undefined; readonly findings: readonly Finding[] } {
  try {
    const config = readConfig(environment);
    const { cos, credentials, auth } = config;
    const message = texts.variables.well(cos.cos?.bucket, credentials.from.source, auth.mode);
    return { config, findings: [finding("variables", "ok", message)] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { wrong, advice } = texts.variables;
    const findings = error.problems.map((problem) => finding("variables", "wrong", wrong(problem)));
    const last = findings.pop();
    return { config: undefined, findings: last === undefined ? [] : [...findings, { ...last, advice }] };
  }
}
