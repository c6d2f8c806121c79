/** What COS says in the XML body of a failure. https://www.tencentcloud.com/document/product/436/7730 */
export interface CosError {
  /** Such as `AccessDenied`. */
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Reads what is there, and leaves out what is not: proxies answer with HTML, HEAD-like failures with nothing. */
export function parseCosError(xml: string): CosError {
  const textOf = (name: string) => RegExp(`<${name}>\\s*([^<]*?)\\s*<`).exec(xml)?.[1];
  return { code: textOf("Code"), message: textOf("Message"), requestId: textOf("RequestId") };
}
