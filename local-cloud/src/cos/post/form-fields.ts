import { CosError } from "../errors.ts";
import { rejectS3Parameters } from "../signature/other-signature.ts";

/** A form's fields except the file, with names as sent. */
export type FormFields = ReadonlyMap<string, string>;

/** Enough for any form that COS understands. COS's own limits are not published. */
export const MAX_FORM_FIELDS = 100;
export const MAX_FIELD_BYTES = 64 * 1024;

/** Fields that have a meaning for COS. POST Object (436/14690), "Form fields" */
const KNOWN_FIELDS = [
  ...["key", "acl", "policy", "success_action_redirect", "success_action_status", "Signature"],
  ...["q-sign-algorithm", "q-ak", "q-key-time", "q-signature", "x-cos-security-token", "x-cos-forbid-overwrite"],
  ...["Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Type", "Content-MD5", "Expires"],
  ...["x-cos-storage-class", "x-cos-traffic-limit", "x-cos-server-side-encryption", "x-cos-tagging"],
];
const SPELLING: ReadonlyMap<string, string> = new Map(KNOWN_FIELDS.map((name) => [name.toLowerCase(), name]));

/**
 * Collects the fields of a form.
 *
 * @throws {CosError} NotImplemented for a form that is signed for S3; InvalidURI for a name or value that is not UTF-8; InvalidArgument for
 *   a repeated field, and for a known field in another case. It is not published whether COS reads such a field, and ignoring it could store
 *   something unintended
 */
export function gatherFields(pairs: readonly (readonly [name: string, value: string])[]): FormFields {
  rejectS3Parameters(pairs);
  const fields = new Map<string, string>();
  const names = new Set<string>();
  for (const [name, value] of pairs) {
    checkUtf8(name, value);
    const spelling = SPELLING.get(name.toLowerCase());
    if (spelling !== undefined && spelling !== name) {
      throw new CosError("InvalidArgument", `The form field ${name} must be spelled ${spelling}.`);
    }
    if (names.has(name.toLowerCase())) throw new CosError("InvalidArgument", `The form field ${name} is repeated.`);
    names.add(name.toLowerCase());
    fields.set(name, value);
  }
  return fields;
}

/** Fields that change what is stored, and that therefore need a meaning here. Others, such as a button's, are free. */
const LISTED_FIELD = /^(?:x-cos-(?!meta-)|x-ci-|x-amz-|pic-operations$)/;

/**
 * Rejects names that are not modelled, such as x-cos-acl, which COS calls `acl` in a form. The bucket must not accept what it does not do.
 *
 * @throws {CosError} NotImplemented
 */
export function rejectUnknownFields(names: readonly string[]): void {
  const unknown = names.find((name) => LISTED_FIELD.test(name.toLowerCase()) && !SPELLING.has(name.toLowerCase()));
  if (unknown !== undefined)
    throw new CosError("NotImplemented", `The local bucket does not model ${unknown} in a form.`);
}

const FILENAME_VARIABLE = /\$\{filename\}/g;

/** The fields with the final object key: the file's own name replaces `${filename}`. POST Object (436/14690), key */
export function withFilename(fields: FormFields, filename: string): FormFields {
  const key = fields.get("key");
  return key === undefined ? fields : new Map([...fields, ["key", key.replace(FILENAME_VARIABLE, () => filename)]]);
}

/** What decoders put in place of bytes that are not UTF-8. */
const REPLACEMENT = "\ufffd";

/**
 * Rejects text that was not UTF-8: two different keys would become the same one. Text that contains U+FFFD itself is rejected too.
 *
 * @throws {CosError} InvalidURI, as for a path that is not UTF-8
 */
export function checkUtf8(...texts: readonly string[]): void {
  if (!texts.some((text) => text.includes(REPLACEMENT))) return;
  throw new CosError("InvalidURI", "A name, a value or a filename in the form is not UTF-8.");
}

/** @param detail a sentence that names the fault and follows the general message */
export function malformedForm(cause: unknown, detail = ""): CosError {
  const text = "The body of your POST request is not well-formed multipart/form-data.";
  return new CosError("MalformedPOSTRequest", `${text} ${detail}`.trim(), { cause });
}
