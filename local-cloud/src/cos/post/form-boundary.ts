import { malformedForm } from "./form-fields.ts";

const MULTIPART = /^multipart\/form-data\s*;/i;
const BOUNDARY = /;\s*boundary=(?:"([^"]*)"|([^\s;"]*))\s*(?=;|$)/gi;

/** RFC 2046, 5.1.1: "bchars". None of them needs to be escaped in quotation marks. */
const BOUNDARY_TEXT = /^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/;

/**
 * Reads the boundary from a form's Content-Type.
 *
 * @throws {CosError} MalformedPOSTRequest unless the type is multipart/form-data with exactly one boundary
 */
export function parseFormBoundary(contentType: string): string {
  if (!MULTIPART.test(contentType)) throw malformedForm(undefined, "Its Content-Type is not multipart/form-data.");
  const boundaries = [...contentType.matchAll(BOUNDARY)].map(([, quoted, bare]) => quoted ?? bare ?? "");
  const [boundary = ""] = boundaries;
  if (boundaries.length === 1 && BOUNDARY_TEXT.test(boundary)) return boundary;
  throw malformedForm(undefined, "Its Content-Type does not have exactly one valid boundary.");
}
