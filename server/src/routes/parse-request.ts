import type { z } from "zod";
import { type ProblemCode, ProblemError, quote } from "../errors.ts";

const FIELD_CODES: Readonly<Record<string, ProblemCode>> = {
  ext: "invalid_extension",
  size: "invalid_size",
  md5: "invalid_md5",
  md5s: "invalid_md5",
  partNumbers: "invalid_part_numbers",
  files: "invalid_batch",
  keys: "invalid_keys",
  limit: "invalid_limit",
  cursor: "invalid_cursor",
  code: "invalid_login_code",
};

/**
 * Validates the fields of a request against their schema.
 *
 * @throws {ProblemError} for the first fault: `unknown_field`, the code of the field, or `invalid_body`
 */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const { issues } = result.error;
  // A misspelt field is both unknown and missing; the unknown name is more helpful.
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  if (issue === undefined) throw new ProblemError("invalid_body", "the request has the wrong structure");
  throw toProblem(issue, input);
}

function toProblem(issue: z.core.$ZodIssue, input: unknown): ProblemError {
  const field = fieldName(issue.path);
  if (issue.code === "unrecognized_keys") {
    return new ProblemError("unknown_field", `${quote(issue.keys[0])} is not a field of this request; remove it`, {
      field: [field, issue.keys[0]].filter(Boolean).join("."),
    });
  }
  const name = issue.path.findLast((part) => typeof part === "string");
  if (name === undefined) return new ProblemError("invalid_body", "send a JSON object, as in docs/api.md");
  if (name === "files" && issue.code === "invalid_type" && issue.expected === "object") {
    return new ProblemError("invalid_batch", 'each file is an object: { "ext": "jpg", "size": 4096 }', { field });
  }
  const value = valueAt(input, issue.path);
  const got = value === undefined ? "" : `; got ${quote(value)}`;
  return new ProblemError(FIELD_CODES[name] ?? "invalid_body", `${issue.message}${got}`, { field });
}

/** `files[2].size` */
function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, part) => {
    if (typeof part === "number") return `${name}[${part}]`;
    return name === "" ? String(part) : `${name}.${String(part)}`;
  }, "");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}
