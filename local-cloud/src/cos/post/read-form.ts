import { pipeline } from "node:stream/promises";
import { CosError } from "../errors.ts";
import type { Body } from "../operations/operation.ts";
import { watchDelimiters } from "./delimited-body.ts";
import { parseFormBoundary } from "./form-boundary.ts";
import type { FormFields } from "./form-fields.ts";
import { collectParts, createFormParser } from "./form-parts.ts";
import { malformedForm } from "./malformed-form.ts";

/** A form up to its file, which is still arriving. */
export interface PostForm {
  readonly fields: FormFields;
  /** The file's own name, without folders; "" if it has none. */
  readonly filename: string;
  /** Its bytes. @throws {CosError} MalformedPOSTRequest where the form breaks off */
  readonly file: Body;
  /**
   * Resolves at the form's end, if the file ended with the form and nothing of the form was passed over. Needs the file to be
   * read to its end.
   *
   * @throws {CosError} MalformedPOSTRequest, IncorrectNumberOfFilesInPostRequest
   */
  readonly complete: Promise<void>;
  /** Stops reading. */
  cancel(): void;
}

/**
 * Reads a multipart/form-data body up to its file.
 *
 * @throws {CosError} MalformedPOSTRequest, IncorrectNumberOfFilesInPostRequest, InvalidArgument
 * @see POST Object (436/14690): the fields come first, the file is the last
 */
export async function readForm(contentType: string, body: Body): Promise<PostForm> {
  const boundary = parseFormBoundary(contentType);
  const parser = createFormParser(boundary);
  const delimited = watchDelimiters(body, boundary);
  const stop = new AbortController();
  const { head, partCount, breakOff } = collectParts(parser, (refusal) => stop.abort(refusal));
  const complete = pipeline(delimited.body, parser, { signal: stop.signal })
    .then(() => {
      // The parser says nothing of a part that it finds no name in.
      if (partCount() !== delimited.partCount()) throw malformedForm(undefined, "A part has no name.");
    })
    .catch((error: unknown) => {
      const refusal = [stop.signal.reason, error].find((reason) => reason instanceof CosError) ?? malformedForm(error);
      breakOff(refusal);
      throw refusal;
    });
  // The head's or the file's reader learns of a broken form first, and may never wait for the rest.
  complete.catch(() => {});
  return { ...(await head), complete, cancel: () => stop.abort() };
}
