import type { Part } from "../clients/form.ts";
import type { UploadForm } from "../clients/upload-request.ts";

/** Returns a form with one change. */
export type AlterForm = (honest: UploadForm) => UploadForm;

/** Sets a field in its place, or adds it as the first field. */
export function field(name: string, value: string | ((honest: string) => string)): AlterForm {
  return (honest) => {
    const altered: Part = [name, typeof value === "string" ? value : value(fieldOf(honest, name))];
    if (!honest.parts.some((part) => part[0] === name)) return addedFirst(altered)(honest);
    return withParts(honest, (parts) => parts.map((part) => (part[0] === name ? altered : part)));
  };
}

/** Adds parts before all others. */
export function addedFirst(...added: readonly Part[]): AlterForm {
  return (honest) => withParts(honest, (parts) => [...added, ...parts]);
}

/** Adds parts after all others, including the file. */
export function addedLast(...added: readonly Part[]): AlterForm {
  return (honest) => withParts(honest, (parts) => [...parts, ...added]);
}

/** Removes a part. */
export function withoutField(name: string): AlterForm {
  return (honest) => withParts(honest, (parts) => parts.filter((part) => part[0] !== name));
}

/** Moves a field after the file. */
export function movedLast(name: string): AlterForm {
  return (honest) => addedLast([name, fieldOf(honest, name)])(withoutField(name)(honest));
}

/** Changes the JSON of the policy and keeps its signature. */
export function policy(pattern: string | RegExp, replacement: string): AlterForm {
  return field("policy", (base64) =>
    Buffer.from(
      Buffer.from(base64, "base64")
        .toString()
        .replace(pattern, () => replacement),
    ).toString("base64"),
  );
}

/** Changes the file's bytes, and its field name if one is given. */
export function file(alter: (bytes: Buffer) => Buffer, name = "file"): AlterForm {
  return (honest) =>
    withParts(honest, (parts) => parts.map((part) => (isFile(part) ? [name, alter(part[1]), part[2]] : part)));
}

/** Sets a header of the form's request. */
export function formHeader(name: string, value: string): AlterForm {
  return (honest) => ({ ...honest, headers: { ...honest.headers, [name]: value } });
}

/** Returns the value of a field. @throws {Error} if the form has no such field */
export function fieldOf({ parts }: UploadForm, name: string): string {
  const value = parts.find((part) => part[0] === name)?.[1];
  if (typeof value !== "string") throw new Error(`The form has no field ${name}`);
  return value;
}

function withParts(form: UploadForm, alter: (parts: readonly Part[]) => readonly Part[]): UploadForm {
  return { ...form, parts: alter(form.parts) };
}

function isFile(part: Part): part is readonly [name: string, bytes: Buffer, fileName: string] {
  return part.length === 3;
}
