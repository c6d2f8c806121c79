import { CosError } from "../errors.ts";
import type { FormFields } from "./form-fields.ts";
import type { Condition, Policy } from "./policy.ts";

export interface PolicyCheck {
  readonly policy: Policy;
  /** With the key it will be stored under. */
  readonly fields: FormFields;
  /** `name-appid`. */
  readonly bucket: string;
  readonly nowMs: number;
}

/**
 * Refuses a form that its policy doesn't allow. Fields that the policy says nothing of are allowed, unlike in S3.
 *
 * @throws {CosError} AccessDenied with the published messages.
 * @see POST Object (436/14690), "Policy"; POST Object Common Exceptions (436/41164)
 */
export function checkPolicy({ policy, fields, bucket, nowMs }: PolicyCheck): void {
  if (nowMs > policy.expirationMs) throw expired(policy.expirationMs, nowMs);
  const unmet = policy.conditions.find((condition) => !isMet(condition, valueFor(condition.name, fields, bucket)));
  if (unmet === undefined) return;
  throw new CosError("AccessDenied", `Condition key ${unmet.name} doesn't match the value ${unmet.value}`);
}

function valueFor(name: string, fields: FormFields, bucket: string): string | undefined {
  if (name === "bucket") return bucket;
  // The one condition that isn't named like its field.
  return fields.get(name === "q-sign-time" ? "q-key-time" : name);
}

function isMet({ operator, value }: Condition, actual: string | undefined): boolean {
  if (actual === undefined) return false;
  return operator === "eq" ? actual === value : actual.startsWith(value);
}

function expired(expirationMs: number, nowMs: number): CosError {
  const [expiration, now] = [expirationMs, nowMs].map((ms) => Math.floor(ms / 1000));
  return new CosError(
    "AccessDenied",
    `You post object request has been expired, expiration time: ${expiration} but the time now : ${now}`,
  );
}
