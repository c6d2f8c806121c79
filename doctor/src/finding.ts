import type { CheckName, Message, Outcome } from "./vocabulary.ts";

/** What one check found. */
export interface Finding {
  readonly check: CheckName;
  readonly outcome: Outcome;
  readonly says: string;
  /** What to do about it. */
  readonly advice: string | undefined;
}

export function finding(check: CheckName, outcome: Outcome, [says, advice]: Message): Finding {
  return { check, outcome, says, advice };
}
