import type { Saying } from "./texts/texts.ts";

/** What is looked at, in the order in which it is told. */
export const CHECKS = [
  "variables",
  "bucket",
  "clock",
  "credentials",
  "put",
  "head",
  "binding",
  "form",
  "delete",
  "cors",
  "redis",
  "login",
] as const;

export type CheckName = (typeof CHECKS)[number];

/** `note`: nothing is wrong, and there is something to know: it was not set, not tried, or is as expected. */
export type Outcome = "ok" | "wrong" | "note";

/** What one check found. */
export interface Finding {
  readonly check: CheckName;
  readonly outcome: Outcome;
  readonly says: string;
  /** What to do about it. */
  readonly advice: string | undefined;
}

export function finding(check: CheckName, outcome: Outcome, [says, advice]: Saying): Finding {
  return { check, outcome, says, advice };
}
