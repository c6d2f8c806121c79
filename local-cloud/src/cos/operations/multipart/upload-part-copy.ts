import { CosError } from "../../errors.ts";
import type { ByteRange } from "../../object/byte-range.ts";
import { etagOf } from "../../object/object-metadata.ts";
import { checkRepeats, firstValue } from "../../request/cos-request.ts";
import { ignoreBody } from "../../request/unused-body.ts";
import { element } from "../../response/xml.ts";
import type { UploadedPart } from "../../storage/multipart/multipart-store.ts";
import { authenticate } from "../authenticate.ts";
import { checkPermission } from "../check-permission.ts";
import { checkCopyConditions, parseCopySource } from "../copy-source.ts";
import type { Operation } from "../operation.ts";
import { tooLarge } from "../store-object.ts";
import { findUpload, readPartNumber } from "./find-upload.ts";
import { xmlTime } from "./listing-xml.ts";
import { MAX_PART_BYTES, storePart } from "./store-part.ts";

/**
 * Upload Part - Copy (436/8287). It needs two permissions, and UploadPart is neither, as with PUT Object - Copy. They are checked before
 * anything else. An error while the bytes are copied is an `<Error>` in a response with status 200.
 */
export const uploadPartCopy: Operation = async (bucket, request, body) => {
  const credentials = authenticate(bucket, request, "UploadPartCopy");
  checkRepeats(request);
  const sourceKey = parseCopySource(bucket, firstValue(request.headers, "x-cos-copy-source") ?? "");
  checkPermission(bucket, credentials, { action: "GetObject", key: sourceKey, named: new Map() });
  const partNumber = readPartNumber(request);
  const { id: uploadId } = findUpload(bucket, request);
  await ignoreBody(body);
  const source = await bucket.store.open(sourceKey);
  if (source === undefined) throw new CosError("NoSuchKey");
  try {
    checkCopyConditions(request, source.object);
    const range = parseSourceRange(firstValue(request.headers, "x-cos-copy-source-range"), source.object.bytes);
    const bytes = range === undefined ? source.object.bytes : range.end - range.start + 1;
    if (bytes > MAX_PART_BYTES) throw tooLarge(MAX_PART_BYTES);
    const stored = storePart(bucket, { uploadId, partNumber, body: source.read(range), checkReceived() {} });
    return { status: 200, headers: { "Content-Type": "application/xml" }, lateXml: stored.then(renderResult) };
  } catch (error) {
    await source.close();
    throw error;
  }
};

/**
 * Parses x-cos-copy-source-range: `bytes=0-1048575`, both ends included.
 *
 * @returns undefined without a header: the whole source
 * @throws {CosError} InvalidArgument if it has another form; InvalidRange if it reaches beyond the source. A part that is shorter than
 *   requested would only be noticed at Complete
 */
function parseSourceRange(header: string | undefined, sourceBytes: number): ByteRange | undefined {
  if (header === undefined || header === "") return undefined;
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const range = { start: Number(first), end: Number(last) };
  if (first === undefined || range.start > range.end) {
    throw new CosError("InvalidArgument", "x-cos-copy-source-range must be bytes=<first>-<last>.");
  }
  if (range.end >= sourceBytes) throw new CosError("InvalidRange");
  return range;
}

function renderResult(part: UploadedPart): string {
  return element("CopyPartResult", [
    element("ETag", etagOf(part)),
    element("LastModified", xmlTime(part.lastModifiedMs)),
  ]);
}
