import Ajv2020, { type ValidateFunction } from "ajv/dist/2020";
import addFormats from "ajv-formats";
import type { OpenApiDocument } from "../../src/openapi/openapi-document.ts";

/** A response as received, with header names in lower case. `body` is its parsed JSON, or `undefined` without one. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

type Json = Readonly<Record<string, unknown>>;

/** Headers of the connection and of every response, which no route's description names. */
const COMMON_HEADERS: ReadonlySet<string> = new Set([
  "cache-control",
  "connection",
  "content-length",
  "content-security-policy",
  "content-type",
  "date",
  "keep-alive",
  "referrer-policy",
  "strict-transport-security",
  "x-content-type-options",
]);

/** Checks responses against a document: status, headers, content type and body. Returns the differences. */
export function createDocumentChecker(document: OpenApiDocument) {
  const root = closed(document);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(root, "document");
  const validators = new Map<string, ValidateFunction>();

  function validatorAt(pointer: string): ValidateFunction {
    const known = validators.get(pointer) ?? ajv.compile({ $ref: `document#${pointer}` });
    validators.set(pointer, known);
    return known;
  }

  function checkResponse(pointer: string, { status, headers, body }: WireResponse): string[] {
    const response = at(root, pointer);
    if (response === undefined) return [`${status} is not documented`];
    const type = (headers["content-type"] ?? "").split(";", 1)[0] ?? "";
    if (response["content"] === undefined && body === undefined) return checkHeaders(`${pointer}/headers`, headers);
    const schemaPointer = `${pointer}/content/${pointerPart(type)}/schema`;
    if (at(root, schemaPointer) === undefined) return [`${status} as "${type}" is not documented`];
    return [
      ...checkHeaders(`${pointer}/headers`, headers),
      ...(body === undefined ? [] : checkBody(schemaPointer, body)),
    ];
  }

  function checkBody(pointer: string, body: unknown): string[] {
    const validate = validatorAt(pointer);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `body${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  function checkHeaders(pointer: string, headers: WireResponse["headers"]): string[] {
    const documented = Object.keys(at(root, pointer) ?? {});
    const names = new Set(documented.map((name) => name.toLowerCase()));
    const unknown = Object.keys(headers).filter((name) => !COMMON_HEADERS.has(name) && !names.has(name));
    return [
      ...unknown.map((name) => `header ${name} is not documented`),
      ...documented.flatMap((name) =>
        checkHeader(`${pointer}/${pointerPart(name)}`, name, headers[name.toLowerCase()]),
      ),
    ];
  }

  function checkHeader(pointer: string, name: string, value: string | undefined): string[] {
    const { $ref } = at(root, pointer) ?? {};
    const target = typeof $ref === "string" ? $ref.slice(1) : pointer;
    if (value === undefined) return at(root, target)?.["required"] === true ? [`header ${name} is missing`] : [];
    const isNumber = at(root, `${target}/schema`)?.["type"] === "integer";
    const valid = validatorAt(`${target}/schema`)(isNumber ? Number(value) : value);
    return valid ? [] : [`header ${name} is ${JSON.stringify(value)}`];
  }

  return {
    /** The differences between a response and the document. [] if they agree. */
    check(method: string, path: string, answer: WireResponse): string[] {
      const item = `/paths/${pointerPart(path)}`;
      if (at(root, item) === undefined) return checkResponse("/components/responses/NotFound", answer);
      return checkResponse(`${item}/${method}/responses/${answer.status}`, answer);
    },
  };
}

/** In a test, a field that is not documented is a mistake; for a client, it is one it need not know. */
function closed(value: unknown): Json {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) => {
    if (!isObject(part) || part["type"] !== "object" || !("properties" in part)) return part;
    return { additionalProperties: false, ...part };
  });
}

function at(root: Json, pointer: string): Json | undefined {
  let value: unknown = root;
  for (const part of pointer.split("/").slice(1)) {
    if (!isObject(value)) return undefined;
    value = value[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A JSON pointer's part. RFC 6901 §3 */
function pointerPart(part: string): string {
  return part.replaceAll("~", "~0").replaceAll("/", "~1");
}
