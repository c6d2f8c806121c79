import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { CosError } from "../errors.ts";
import type { Body } from "../operations/operation.ts";
import { watchDelimiters } from "./delimited-body.ts";
import { parseFormBoundary } from "./form-boundary.ts";
import type { FormFields } from "./form-fields.ts";
import { gatherFields, MAX_FIELD_BYTES, MAX_FORM_FIELDS, malformedForm } from "./form-fields.ts";

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
  const { head, partCount, abort } = collectParts(parser, (refusal) => stop.abort(refusal));
  const complete = pipeline(delimited.body, parser, { signal: stop.signal })
    .then(() => {
      // The parser says nothing of a part that it finds no name in.
      if (partCount() !== delimited.partCount()) throw malformedForm(undefined, "A part has no name.");
    })
    .catch((error: unknown) => {
      const refusal = [stop.signal.reason, error].find((reason) => reason instanceof CosError) ?? malformedForm(error);
      abort(refusal);
      throw refusal;
    });
  // The head's or the file's reader learns of a broken form first, and may never wait for the rest.
  complete.catch(() => {});
  return { ...(await head), complete, cancel: () => stop.abort() };
}

/** What a parser has told of a form. */
export interface CollectedParts {
  /** Resolves when the file begins. */
  readonly head: Promise<Pick<PostForm, "fields" | "filename" | "file">>;
  /** Fields and files that there were so far. */
  partCount(): number;
  /** Ends head and file with a refusal, if they haven't ended yet. */
  abort(refusal: CosError): void;
}

/**
 * Gathers the parts that a parser finds.
 *
 * @param refuse is told once of what makes the form unfit
 */
export function collectParts(parser: BusboyInstance, refuse: (refusal: CosError) => void): CollectedParts {
  const pairs: [string, string][] = [];
  let file: Readable | undefined;
  let abort: CollectedParts["abort"] = () => {};

  const head = new Promise<Awaited<CollectedParts["head"]>>((resolve, reject) => {
    abort = (refusal) => {
      reject(refusal);
      file?.destroy(refusal);
    };
    const fail = (refusal: CosError) => {
      abort(refusal);
      refuse(refusal);
    };
    parser.on("file", (name, stream, filename = "") => {
      // The parser emits its errors without ending the stream; a reader that begins later has to find them.
      stream.on("error", (error) => stream.destroy(error));
      if (file !== undefined || name !== "file") {
        stream.resume();
        fail(new CosError("IncorrectNumberOfFilesInPostRequest"));
        return;
      }
      file = stream;
      try {
        resolve({ fields: gatherFields(pairs), filename, file: bytesOf(stream) });
      } catch (error) {
        fail(error instanceof CosError ? error : malformedForm(error));
      }
    });
    parser.on("field", (name, value, _isNameCut, isValueCut) => {
      if (name === undefined) fail(malformedForm(undefined, "A field has no name."));
      else if (isValueCut) fail(malformedForm(undefined, `The field ${name} has more than ${MAX_FIELD_BYTES} bytes.`));
      else if (file !== undefined) fail(malformedForm(undefined, `The field ${name} stands behind the file.`));
      else pairs.push([name, value]);
    });
    parser.on("fieldsLimit", () => fail(malformedForm(undefined, `It has more than ${MAX_FORM_FIELDS} fields.`)));
    parser.on("finish", () => {
      reject(pairs.length > 0 ? new CosError("IncorrectNumberOfFilesInPostRequest") : malformedForm(undefined));
    });
  });
  return {
    head,
    partCount: () => pairs.length + (file === undefined ? 0 : 1),
    abort: (refusal) => abort(refusal),
  };
}

async function* bytesOf(file: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* file;
  } catch (error) {
    throw error instanceof CosError ? error : malformedForm(error);
  }
}

/** A parser that takes the part `file`, and whatever has a filename, for a file. */
export function createFormParser(boundary: string): BusboyInstance {
  return new Busboy({
    headers: { "content-type": `multipart/form-data; boundary="${boundary}"` },
    isPartAFile: (name, _type, filename) => name === "file" || filename !== undefined,
    limits: { fields: MAX_FORM_FIELDS, fieldSize: MAX_FIELD_BYTES },
  });
}
