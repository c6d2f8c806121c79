import { CosError } from "../errors.ts";
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

/** Converts a thrown value to a CosError. Anything else than a CosError becomes an InternalError that does not reveal its message. */
export function asCosError(error: unknown): CosError {
  return error instanceof CosError ? error : new CosError("InternalError", undefined, { cause: error });
}
