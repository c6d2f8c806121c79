import { CosError } from "../errors.ts";

const OBJECT_ACLS = [
  "default",
  "private",
  "public-read",
  "authenticated-read",
  "bucket-owner-read",
  "bucket-owner-full-control",
] as const;

/** Who may read an object beside its owner. */
export type ObjectAcl = (typeof OBJECT_ACLS)[number];

/**
 * Reads `x-cos-acl` or the form's `acl`. None means `default`: the bucket's own, which is private here.
 *
 * @throws {CosError} InvalidArgument
 * @see PUT Object (436/7749), x-cos-acl
 */
export function parseObjectAcl(text: string | undefined): ObjectAcl {
  if (text === undefined || text === "") return "default";
  const acl = OBJECT_ACLS.find((candidate) => candidate === text);
  if (acl === undefined) throw new CosError("InvalidArgument", `x-cos-acl is one of ${OBJECT_ACLS.join(", ")}.`);
  return acl;
}

/** Whether somebody without any signature may read the object. */
export function isPublic(acl: ObjectAcl): boolean {
  return acl === "public-read";
}
