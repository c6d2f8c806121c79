import { StsError, stsAdviceCode } from "@wx-cos-upload/server/advanced";
import type { Examination } from "../examination.ts";
import { findCause, messageOf } from "../find-cause.ts";
import { type Finding, finding } from "../finding.ts";

/** Gets credentials as the server does, by one real call of STS or the platform. The report shows only how long they are valid. */
export async function checkCredentials({ config, credentials, texts, now }: Examination): Promise<Finding> {
  const { source } = config.credentials.from;
  try {
    const { expiresSeconds } = await credentials();
    if (source === "keys") return finding("credentials", "note", texts.credentials.keys());
    if (expiresSeconds === undefined) return finding("credentials", "note", texts.credentials.ofFunction());
    const seconds = Math.round(expiresSeconds - now() / 1000);
    return finding("credentials", "ok", texts.credentials.given(source, seconds));
  } catch (error) {
    const stsError = findCause(error, StsError);
    const message = stsError === undefined ? messageOf(error) : `STS ${stsError.code} (${stsError.detail})`;
    const advice = texts.stsAdvice(stsError && stsAdviceCode(stsError.code));
    return finding("credentials", "wrong", texts.credentials.refused(message, advice));
  }
}
