import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { CosError } from "../errors.ts";
import type { Body } from "../operations/operation.ts";
import { type FormFields, gatherFields, MAX_FIELD_BYTES, MAX_FORM_FIELDS } from "./form-fields.ts";

/** A form up to its file, which is still arriving. */
export interface PostForm {
  readonly fields: FormFields;
  /** The file's own name, without folders; "" if it has none. */
  readonly filename: string;
  readonly file: Readable;
  /**
   * Resolves at the form's end, if nothing stood behind the file. Needs the file to be read to its end.
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
  const parser = createParser(contentType);
  const stop = new AbortController();
  const pairs: [string, string][] = [];

  const form = new Promise<Omit<PostForm, "complete">>((resolve, reject) => {
    let file: Readable | undefined;
    const fail = (error: CosError) => {
      reject(error);
      file?.destroy(error);
      stop.abort(error);
    };
    parser.on("file", (name, stream, filename) => {
      // The parser only reports its errors on the file; this makes them reach whoever reads it.
      stream.on("error", (error) => stream.destroy(error));
      if (file !== undefined || name !== "file") {
        stream.resume();
        fail(new CosError("IncorrectNumberOfFilesInPostRequest"));
        return;
      }
      file = stream;
      try {
        resolve({ fields: gatherFields(pairs), filename: filename ?? "", file, cancel: () => stop.abort() });
      } catch (error) {
        fail(error instanceof CosError ? error : malformed(error));
      }
    });
    parser.on("field", (name, value, _isNameCut, isValueCut) => {
      if (name === undefined || isValueCut) fail(malformed(undefined, "A field has no name, or is too long."));
      else if (file !== undefined) fail(malformed(undefined, `The field ${name} stands behind the file.`));
      else pairs.push([name, value]);
    });
    parser.on("fieldsLimit", () => fail(malformed(undefined, `More than ${MAX_FORM_FIELDS} fields.`)));
    parser.on("finish", () => reject(new CosError("IncorrectNumberOfFilesInPostRequest")));
  });

  const complete = pipeline(body, parser, { signal: stop.signal }).catch((error: unknown) => {
    throw stop.signal.reason instanceof CosError ? stop.signal.reason : malformed(error);
  });
  // The file's reader learns of a broken form first; it is no unhandled rejection if nobody waits for the rest then.
  complete.catch(() => {});
  const head = await Promise.race([form, complete.then(() => form)]);
  return { ...head, complete };
}

function createParser(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      isPartAFile: (name, _type, filename) => name === "file" || filename !== undefined,
      limits: { fields: MAX_FORM_FIELDS, fieldSize: MAX_FIELD_BYTES },
    });
  } catch (cause) {
    throw malformed(cause);
  }
}

function malformed(cause: unknown, detail = ""): CosError {
  const text = "The body of your POST request is not well-formed multipart/form-data.";
  return new CosError("MalformedPOSTRequest", `${text} ${detail}`.trim(), { cause });
}
