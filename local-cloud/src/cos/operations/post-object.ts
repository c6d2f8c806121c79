import type { NameValues } from "@wx-cos-upload/cos-signature";
import { CosError } from "../errors.ts";
import { parseContentMd5 } from "../object/content-md5.ts";
import {
  checkTrafficLimit,
  type MetadataSource,
  type ObjectMetadata,
  readObjectMetadata,
} from "../object/object-metadata.ts";
import { type AllowedSize, authenticateForm } from "../post/authenticate-form.ts";
import { type FormFields, rejectUnknownFields, withFilename } from "../post/form-fields.ts";
import { readPostResponse } from "../post/post-response.ts";
import { type PostForm, readForm } from "../post/read-form.ts";
import { type CosRequest, checkRepeats, contentLength, firstValue, MAX_OBJECT_BYTES } from "../request/cos-request.ts";
import { checkObjectKey } from "../request/object-key.ts";
import type { CosResponse } from "../response/response.ts";
import type { Bucket, Operation } from "./operation.ts";
import { parseForbidOverwrite, storeObject } from "./store-object.ts";

/** More than the fields, boundaries and headers of a real form need. The rest of a body can only be the file. */
const MAX_FORM_OVERHEAD_BYTES = 1024 * 1024;

/** POST Object (436/14690). The form is checked when its file begins, so the file must come last. */
export const postObject: Operation = async (bucket, request, body) => {
  checkRepeats(request);
  checkTrafficLimit(firstValue(request.headers, "x-cos-traffic-limit"));
  const bodyBytes = contentLength(request);
  if (bodyBytes === undefined) throw new CosError("MissingContentLength");
  const form = await readForm(firstValue(request.headers, "content-type") ?? "", body);
  try {
    return await storeForm(bucket, request, form, bodyBytes);
  } finally {
    form.cancel();
  }
};

async function storeForm(bucket: Bucket, request: CosRequest, form: PostForm, bodyBytes: number): Promise<CosResponse> {
  const fields = withFilename(form.fields, form.filename);
  const key = fields.get("key") ?? "";
  const size = authenticateForm(bucket, request, fields);
  checkObjectKey(key);
  const createPostResponse = readPostResponse(fields, bucket, request.host);
  const maxBytes = Math.min(size.maxBytes, MAX_OBJECT_BYTES);
  if (bodyBytes - MAX_FORM_OVERHEAD_BYTES > maxBytes) throw wrongSize("EntityTooLarge");
  const object = await storeObject(bucket, {
    key,
    body: form.file,
    metadata: readFormMetadata(key, request, fields),
    contentMd5: parseContentMd5(fields.get("Content-MD5")),
    forbidsOverwrite: forbidsOverwrite(request, fields),
    maxBytes,
    async checkReceived({ bytes }) {
      if (bytes < size.minBytes) throw wrongSize("EntityTooSmall");
      await form.complete;
    },
  }).catch((error: unknown) => {
    throw withPublishedText(error, size);
  });
  return createPostResponse(object);
}

/**
 * The form's fields as metadata. `acl` is the counterpart of a PUT's x-cos-acl.
 *
 * @throws {CosError} NotImplemented for a grant, for a field that is not modelled, and as {@link checkHeaders}; the errors of
 *   {@link readObjectMetadata}
 */
function readFormMetadata(key: string, { headers }: CosRequest, fields: FormFields): ObjectMetadata {
  const grants = headers.map(([name]) => name).filter((name) => name.startsWith("x-cos-grant-"));
  rejectUnknownFields([...fields.keys(), ...grants]);
  const named = [...fields].map(([name, value]) => [name.toLowerCase(), value] as const);
  const source = new Map([...named, ["x-cos-acl", fields.get("acl") ?? ""]]);
  checkHeaders(headers, source);
  return readObjectMetadata(key, source);
}

/** Headers that set metadata. cos-wx-sdk-v5 sends most of them in addition to the field. */
const METADATA_HEADER = /^x-cos-(?:acl$|meta-|storage-class$|server-side-encryption$|tagging$)/;

/**
 * Checks that the headers say the same as the fields, because it is not published whether COS reads them.
 *
 * @throws {CosError} NotImplemented for a header without its field or with another value
 */
function checkHeaders(headers: NameValues, source: MetadataSource): void {
  const other = headers.find(([name, value]) => METADATA_HEADER.test(name) && source.get(name) !== value)?.[0];
  if (other === undefined) return;
  const field = other === "x-cos-acl" ? "acl" : other;
  throw new CosError(
    "NotImplemented",
    `The local bucket models the header ${other} of a form only beside the field ${field} with the same value.`,
  );
}

/** cos-wx-sdk-v5 sends x-cos-forbid-overwrite as a header. It is unverified whether COS reads the form field. */
function forbidsOverwrite({ headers }: CosRequest, fields: FormFields): boolean {
  const asHeader = parseForbidOverwrite(firstValue(headers, "x-cos-forbid-overwrite"));
  return parseForbidOverwrite(fields.get("x-cos-forbid-overwrite")) || asHeader;
}

/** COS reports the policy's limit with another message than the bucket's own limit. */
function withPublishedText(error: unknown, { maxBytes }: AllowedSize): unknown {
  const isPolicyLimit = error instanceof CosError && error.code === "EntityTooLarge" && maxBytes < MAX_OBJECT_BYTES;
  return isPolicyLimit ? wrongSize("EntityTooLarge") : error;
}

/** @see Limiting Uploaded File Size and Type (436/54370). The published message ends without a value, too. */
function wrongSize(code: "EntityTooLarge" | "EntityTooSmall"): CosError {
  return new CosError(code, "Condition key content-length-range doesn't match the value ");
}
