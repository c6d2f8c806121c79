import { childrenNamed, childText, malformed, rejectOtherChildren, type XmlElement } from "../../request/xml-body.ts";

/** A part in the body of Complete Multipart Upload. */
export interface ListedPart {
  readonly partNumber: number;
  /** Without quotation marks. */
  readonly etag: string;
}

/**
 * Reads the parts of a `<CompleteMultipartUpload>`.
 *
 * @throws {CosError} MalformedXML if there are none, or if one lacks its number or its ETag
 * @see Complete Multipart Upload (436/7742), "Request body"
 */
export function readListedParts(document: XmlElement): readonly ListedPart[] {
  rejectOtherChildren(document, ["Part"]);
  const parts = childrenNamed(document, "Part").map((part) => {
    rejectOtherChildren(part, ["PartNumber", "ETag"]);
    return { partNumber: readNumber(childText(part, "PartNumber")), etag: readEtag(childText(part, "ETag")) };
  });
  if (parts.length === 0) throw malformed("It lists no Part.");
  return parts;
}

function readNumber(text = ""): number {
  if (!/^\d{1,9}$/.test(text.trim())) throw malformed("A Part has no PartNumber that is a whole number.");
  return Number(text);
}

/** SDKs send an ETag with its quotation marks. COS's own response to one without them is not published; it counts as the same. */
function readEtag(text = ""): string {
  const etag = text.trim().replace(/^"(.*)"$/, "$1");
  if (etag === "") throw malformed("A Part has no ETag.");
  return etag;
}
