import type { CheckName, Message, Outcome } from "./vocabulary.ts";

/** The result of one check. */
export interface Finding {
  readonly check: CheckName;
  readonly outcome: Outcome;
  readonly message: string;
  /** What to do. */
  readonly advice: string | undefined;
}

export function finding(check: CheckName, outcome: Outcome, [message, advice]: Message): Finding {
  return { check, outcome, message, advice };
}
