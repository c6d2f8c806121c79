import { CosError } from "../errors.ts";
import { isSystemError } from "../system-error.ts";
import type { CosResponse } from "./response.ts";
import { element, XML_DECLARATION } from "./xml.ts";

/** The request that an error response belongs to. */
export interface ErrorContext {
  /** Host and path, without scheme and query: `examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com/exampleobject`. */
  readonly resource: string;
  readonly requestId: string;
  readonly traceId: string;
}

/** What an error response shows of an error. */
export interface RenderableError {
  /** HTTP status. */
  readonly status: number;
  /** The `<Code>`. */
  readonly code: string;
  readonly message: string;
  /** Further XML elements. */
  readonly elements: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Renders an error. Every error response of the bucket comes from here.
 *
 * @see Error Codes (436/7730), "Response body"; Common Response Headers (436/7729)
 */
export function errorResponse(error: RenderableError, context: ErrorContext): CosResponse & { readonly body: string } {
  return {
    status: error.status,
    headers: { ...error.headers, "Content-Type": "application/xml", "x-cos-trace-id": context.traceId },
    body: XML_DECLARATION + errorElement(error, context),
  };
}

/** Renders the `<Error>` of a response without the XML declaration. */
export function errorElement(error: RenderableError, { resource, requestId, traceId }: ErrorContext): string {
  return element("Error", [
    element("Code", error.code),
    element("Message", error.message),
    ...Object.entries(error.elements).map(([name, text]) => element(name, text)),
    element("Resource", resource),
    element("RequestId", requestId),
    element("TraceId", traceId),
  ]);
}

/** System errors that a person has to resolve, and what to write. */
const DISK_ERRORS: ReadonlyArray<readonly [codes: readonly string[], message: string]> = [
  [["ENOSPC"], "The disk of the local bucket is full. Free some space, or use a folder on another disk."],
  [["EDQUOT"], "The disk quota of the local bucket is used up. Free some space, or use another folder."],
  [["EFBIG"], "The file system or the system's limits do not allow a file of this size in LOCAL_COS_DIR."],
  [["EROFS"], "The disk of the local bucket is read-only. Use a folder on another disk."],
  [
    ["EMFILE", "ENFILE"],
    "The local bucket has too many open files. Raise the limit (ulimit -n), or send fewer requests at once.",
  ],
];

/**
 * Converts a thrown value to a CosError. Anything else than a CosError becomes an InternalError that does not reveal its message, unless it
 * is an error of the disk that a person has to resolve.
 */
export function asCosError(error: unknown): CosError {
  if (error instanceof CosError) return error;
  const [, message] = DISK_ERRORS.find(([codes]) => isSystemError(error, ...codes)) ?? [];
  return new CosError("InternalError", message, { cause: error });
}
