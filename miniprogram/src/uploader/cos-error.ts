/** What COS says in the XML body of a failure. https://www.tencentcloud.com/document/product/436/7730 */
export interface CosError {
  /** Such as `AccessDenied`. */
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Reads what is there, and leaves out what is not: proxies answer with HTML, HEAD-like failures with nothing. */
export function parseCosError(xml: string): CosError {
  return {
    code: elementText(xml, "Code"),
    message: elementText(xml, "Message"),
    requestId: elementText(xml, "RequestId"),
  };
}

function elementText(xml: string, name: string): string | undefined {
  const content = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return content === undefined ? undefined : decodeEntities(content).trim();
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(lt|gt|quot|apos|amp));/gi, (entity, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? entity;
    const codePoint = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : entity;
  });
}
