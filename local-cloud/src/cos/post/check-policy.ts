import { CosError } from "../errors.ts";
import type { FormFields } from "./form-fields.ts";
import type { Condition, Policy } from "./policy.ts";

/** A form and the policy that it must meet. */
export interface PolicyCheck {
  readonly policy: Policy;
  /** The form's fields. `key` is the final object key. */
  readonly fields: FormFields;
  /** `name-appid`. */
  readonly bucket: string;
  readonly nowMs: number;
}

/**
 * Checks that a form meets its policy. Fields that the policy does not name are allowed, unlike in S3.
 *
 * @throws {CosError} AccessDenied with the published messages
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
  // The only condition whose name differs from its field.
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
