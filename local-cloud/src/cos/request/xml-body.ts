import { createHash } from "node:crypto";
import { TextDecoder } from "node:util";
import type { SAXParser } from "sax";
import { CosError } from "../errors.ts";
import { checkContentMd5, parseContentMd5 } from "../object/content-md5.ts";
import type { Body } from "../operations/operation.ts";
import { UNREPRESENTABLE } from "../response/xml.ts";
import { type CosRequest, firstValue } from "./cos-request.ts";

/** One element of an XML body. Attributes, comments and processing instructions are ignored. */
export interface XmlElement {
  readonly name: string;
  /** The element's own text, with white space as sent. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Without the entities of HTML. The published types lack this option. */
const PARSER_OPTIONS = { trim: false, strictEntities: true };

/** Deeper than any document of COS. */
const MAX_DEPTH = 16;

/**
 * Reads a request's body as an XML document.
 *
 * The parser knows only the five entities of XML. A document type, which could define others, makes the body malformed before anything is
 * expanded.
 *
 * @param root name of the document's root element
 * @throws {CosError} MissingRequestBodyError for an empty body; XMLSizeLimit as soon as it exceeds `maxBytes`; MalformedXML; InvalidDigest
 *   and BadDigest if it does not fit the header Content-MD5
 * @example
 * const document = await readXmlBody(request, body, { root: "Tagging", maxBytes: 64 * 1024 });
 * const [tagSet] = childrenNamed(document, "TagSet");
 */
export async function readXmlBody(
  request: CosRequest,
  body: Body,
  { root, maxBytes }: { readonly root: string; readonly maxBytes: number },
): Promise<XmlElement> {
  const contentMd5 = parseContentMd5(firstValue(request.headers, "content-md5"));
  const bytes = await readBytes(body, maxBytes);
  if (bytes.length === 0) throw new CosError("MissingRequestBodyError");
  checkContentMd5(contentMd5, createHash("md5").update(bytes).digest("hex"));
  // Few requests have an XML body, and the parser would delay each start: docs/performance.md, "Start".
  const { default: sax } = await import("sax");
  const document = parseXml(sax.parser(true, PARSER_OPTIONS), decodeUtf8(bytes));
  if (document.name === root) return document;
  throw malformed(`The root element must be ${root}, not ${document.name}.`);
}

/** The children with a name, in order. */
export function childrenNamed({ children }: XmlElement, name: string): readonly XmlElement[] {
  return children.filter((child) => child.name === name);
}

/**
 * The only child with a name. Undefined if there is none.
 *
 * @throws {CosError} MalformedXML if there are several
 */
export function onlyChild(parent: XmlElement, name: string): XmlElement | undefined {
  const [child, another] = childrenNamed(parent, name);
  if (another !== undefined) throw malformed(`${parent.name} has more than one ${name}.`);
  return child;
}

/**
 * The text of the only child with a name. Undefined if there is none.
 *
 * @throws {CosError} MalformedXML if there are several, or if it has children of its own
 */
export function childText(parent: XmlElement, name: string): string | undefined {
  const child = onlyChild(parent, name);
  if (child !== undefined && child.children.length > 0) throw malformed(`${name} has elements instead of a text.`);
  return child?.text;
}

/** The error for a document that is not what its operation needs. @param detail a sentence that names the fault */
export function malformed(detail: string, cause?: unknown): CosError {
  return new CosError("MalformedXML", `The XML you provided was not well-formed. ${detail}`, { cause });
}

/** Rejects text, and every child whose name is not in the list. What is ignored could restrict what the document allows. */
export function rejectOtherChildren(parent: XmlElement, names: readonly string[]): void {
  if (parent.text.trim() !== "") throw malformed(`${parent.name} has text between its elements.`);
  const other = parent.children.find(({ name }) => !names.includes(name));
  if (other !== undefined) {
    throw new CosError("NotImplemented", `The local bucket does not model ${other.name} in ${parent.name}.`);
  }
}

async function readBytes(body: Body, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new CosError("XMLSizeLimit", `The XML has more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw malformed("It is not UTF-8.", cause);
  }
}

/** The encoding of an XML declaration. ASCII is UTF-8, too. */
const ENCODING = /\bencoding\s*=\s*["'](?!(?:utf-8|us-ascii)["'])/i;

/** An element that has not ended yet. */
interface OpenElement {
  readonly name: string;
  text: string;
  readonly children: XmlElement[];
}

function parseXml(parser: SAXParser, text: string): XmlElement {
  const document: OpenElement = { name: "", text: "", children: [] };
  const open = [document];
  const current = () => open.at(-1) ?? document;
  parser.onerror = (error) => {
    throw malformed(error.message.replaceAll("\n", ", "));
  };
  parser.ondoctype = () => {
    throw malformed("It has a document type.");
  };
  parser.onprocessinginstruction = ({ name, body }) => {
    if (name === "xml" && ENCODING.test(body)) throw malformed("Its declaration names another encoding than UTF-8.");
  };
  parser.onopentag = ({ name }) => {
    if (open.length > MAX_DEPTH) throw malformed(`Its elements are nested more than ${MAX_DEPTH} deep.`);
    const element: OpenElement = { name, text: "", children: [] };
    current().children.push(element);
    open.push(element);
  };
  parser.onclosetag = () => void open.pop();
  const addText = (piece: string) => {
    current().text += piece;
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  if (UNREPRESENTABLE.test(text)) throw malformed("It has a control character.");
  // A line break is one line feed. Extensible Markup Language (XML) 1.0, 2.11
  parser.write(text.replaceAll(/\r\n?/g, "\n")).close();
  const [root, another] = document.children;
  if (root === undefined || another !== undefined) throw malformed("It must have exactly one root element.");
  return root;
}
