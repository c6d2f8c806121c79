import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { BusboyInstance } from "@fastify/busboy";
import { CosError } from "../errors.ts";
import type { Body } from "../operations/operation.ts";
import { watchDelimiters } from "./delimited-body.ts";
import { parseFormBoundary } from "./form-boundary.ts";
import type { FormFields } from "./form-fields.ts";
import { checkUtf8, gatherFields, MAX_FIELD_BYTES, MAX_FORM_FIELDS, malformedForm } from "./form-fields.ts";

/** A form whose fields have arrived and whose file is still arriving. */
export interface PostForm {
  readonly fields: FormFields;
  /** The file's own name without folders, or "" if it has none. */
  readonly filename: string;
  /** The file's bytes. @throws {CosError} MalformedPOSTRequest if the form is incomplete */
  readonly file: Body;
  /**
   * Resolves at the form's end if the file was the last part and the parser skipped no part. Read the file to its end first.
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
  const parser = await createFormParser(boundary);
  const delimited = watchDelimiters(body, boundary);
  const stop = new AbortController();
  const { head, partCount, abort } = collectParts(parser, (error) => stop.abort(error));
  const complete = pipeline(delimited.body, parser, { signal: stop.signal })
    .then(() => {
      // The parser silently skips a part without a name.
      if (partCount() !== delimited.partCount()) throw malformedForm(undefined, "A part has no name.");
    })
    .catch((thrown: unknown) => {
      const error = [stop.signal.reason, thrown].find((reason) => reason instanceof CosError) ?? malformedForm(thrown);
      abort(error);
      throw error;
    });
  // A broken form rejects the head or the file first, and then nobody may be waiting for `complete`.
  complete.catch(() => {});
  return { ...(await head), complete, cancel: () => stop.abort() };
}

/** The parts that a parser has found in a form. */
export interface CollectedParts {
  /** Resolves when the file begins. */
  readonly head: Promise<Pick<PostForm, "fields" | "filename" | "file">>;
  /** Number of fields and files so far. */
  partCount(): number;
  /** Ends head and file with an error if they have not ended yet. */
  abort(error: CosError): void;
}

/**
 * Collects the parts that a parser finds.
 *
 * @param onError called with the error that makes the form invalid
 */
export function collectParts(parser: BusboyInstance, onError: (error: CosError) => void): CollectedParts {
  const pairs: [string, string][] = [];
  let file: Readable | undefined;
  let abort: CollectedParts["abort"] = () => {};

  const head = new Promise<Awaited<CollectedParts["head"]>>((resolve, reject) => {
    abort = (error) => {
      reject(error);
      file?.destroy(error);
    };
    const fail = (error: CosError) => {
      abort(error);
      onError(error);
    };
    parser.on("file", (name, stream, filename = "") => {
      // The parser emits errors without ending the stream. Destroying it keeps the error for a reader that starts later.
      stream.on("error", (error) => stream.destroy(error));
      if (file !== undefined || name !== "file") {
        stream.resume();
        fail(new CosError("IncorrectNumberOfFilesInPostRequest"));
        return;
      }
      file = stream;
      try {
        checkUtf8(filename);
        resolve({ fields: gatherFields(pairs), filename, file: bytesOf(stream) });
      } catch (error) {
        fail(error instanceof CosError ? error : malformedForm(error));
      }
    });
    parser.on("field", (name, value, _isNameCut, isValueCut) => {
      if (name === undefined) fail(malformedForm(undefined, "A field has no name."));
      else if (isValueCut) fail(malformedForm(undefined, `The field ${name} has more than ${MAX_FIELD_BYTES} bytes.`));
      else if (file !== undefined) fail(malformedForm(undefined, `The field ${name} comes after the file.`));
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
    abort: (error) => abort(error),
  };
}

async function* bytesOf(file: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* file;
  } catch (error) {
    throw error instanceof CosError ? error : malformedForm(error);
  }
}

/** Creates a parser that treats the part `file`, and every part with a filename, as a file. */
export async function createFormParser(boundary: string): Promise<BusboyInstance> {
  // The parser would delay each start: docs/performance.md, "Start".
  const { Busboy } = await import("@fastify/busboy");
  return new Busboy({
    headers: { "content-type": `multipart/form-data; boundary="${boundary}"` },
    isPartAFile: (name, _type, filename) => name === "file" || filename !== undefined,
    limits: { fields: MAX_FORM_FIELDS, fieldSize: MAX_FIELD_BYTES },
  });
}
