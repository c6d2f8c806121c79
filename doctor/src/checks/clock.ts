import { CLOCK_SKEW_SECONDS } from "@wx-cos-upload/server/advanced";
import type { Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import type { BucketContact } from "./bucket.ts";

/** Below this, what is measured may be the network's doing. */
const NEAR_SECONDS = 30;

/**
 * Holds this machine's clock against the bucket's Date. A signature begins {@link CLOCK_SKEW_SECONDS} before it is made and ends
 * SIGNATURE_SECONDS after, so a clock that is further ahead or behind than these makes signatures that are refused.
 */
export function checkClock({ config, texts }: Examination, { answer, localMs }: BucketContact): Finding {
  const dateMs = Date.parse(answer.headers.get("date") ?? "");
  if (Number.isNaN(dateMs)) return finding("clock", "note", texts.clock.untold());
  // Date has whole seconds, cut off: half of one is added.
  const aheadSeconds = Math.round((localMs - dateMs - 500) / 1000);
  const seconds = Math.abs(aheadSeconds);
  if (seconds <= NEAR_SECONDS) return finding("clock", "ok", texts.clock.right(Math.max(seconds, 1)));
  if (aheadSeconds >= CLOCK_SKEW_SECONDS) return finding("clock", "wrong", texts.clock.refused(seconds, "ahead"));
  if (-aheadSeconds >= config.signatureSeconds) {
    return finding("clock", "wrong", texts.clock.refused(seconds, "behind"));
  }
  if (aheadSeconds > 0) return finding("clock", "wrong", texts.clock.ahead(seconds, CLOCK_SKEW_SECONDS));
  return finding("clock", "wrong", texts.clock.shortened(seconds, config.signatureSeconds));
}
