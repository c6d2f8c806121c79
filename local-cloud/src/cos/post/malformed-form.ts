import { CosError } from "../errors.ts";

/** @param detail one more sentence, that says what is wrong */
export function malformedForm(cause: unknown, detail = ""): CosError {
  const text = "The body of your POST request is not well-formed multipart/form-data.";
  return new CosError("MalformedPOSTRequest", `${text} ${detail}`.trim(), { cause });
}
