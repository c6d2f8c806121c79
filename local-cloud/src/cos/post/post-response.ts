import { urlEncode, urlEncodePath } from "@wx-cos-upload/cos-signature";
import { CosError } from "../errors.ts";
import { etagOf } from "../object/object-metadata.ts";
import { encryptionHeader } from "../operations/object-headers.ts";
import type { Bucket } from "../operations/operation.ts";
import type { CosResponse } from "../response/response.ts";
import type { StoredObject } from "../storage/object-store.ts";
import type { FormFields } from "./form-fields.ts";

/** Creates the response that the form requests for a stored object. */
export type CreatePostResponse = (object: StoredObject) => CosResponse;

const STATUSES: readonly string[] = ["200", "201", "204"];

/**
 * Reads which response a form requests: `success_action_redirect`, or else `success_action_status`, or else 204.
 *
 * @throws {CosError} InvalidArgument for another status, or for a URL that is not http or https
 * @see POST Object (436/14690), "Form fields", "Response"
 */
export function readPostResponse(fields: FormFields, bucket: Bucket, host: string): CreatePostResponse {
  const redirect = fields.get("success_action_redirect") ?? "";
  const status = fields.get("success_action_status") || "204";
  if (!STATUSES.includes(status)) {
    throw new CosError("InvalidArgument", "success_action_status must be 200, 201 or 204.");
  }
  if (redirect !== "") return redirectTo(readUrl(redirect), bucket.name);
  return (object) => ({
    status: Number(status),
    headers: {
      ETag: etagOf(object),
      Location: `http://${host}/${urlEncodePath(object.key)}`,
      ...encryptionHeader(object),
    },
  });
}

function redirectTo(url: string, bucket: string): CreatePostResponse {
  return (object) => {
    const query = `bucket=${urlEncode(bucket)}&key=${urlEncode(object.key)}&etag=${urlEncode(etagOf(object))}`;
    return { status: 303, headers: { Location: `${url}${url.includes("?") ? "&" : "?"}${query}` } };
  };
}

function readUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).href;
  throw new CosError("InvalidArgument", "success_action_redirect must be an http or https URL.");
}
