import sax from "sax";

/** One element of a document. Attributes, comments and processing instructions are ignored. */
export interface XmlElement {
  readonly name: string;
  /** The element's own text, without white space around it. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface OpenElement {
  readonly name: string;
  text: string;
  readonly children: XmlElement[];
}

/** Deeper than any document of COS. */
const MAX_DEPTH = 16;

/**
 * Parses the XML of a response of COS. White space before the XML declaration is ignored: COS sends it to keep a slow response alive.
 *
 * @returns `undefined` unless the text is one complete element without a document type
 * @see Complete Multipart Upload (436/7742)
 */
export function parseXml(text: string): XmlElement | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function parse(text: string): XmlElement | undefined {
  const root: OpenElement = { name: "", text: "", children: [] };
  const open = [root];
  const parser = sax.parser(true, { trim: true });
  const addText = (piece: string) => {
    const current = open.at(-1);
    if (current !== undefined) current.text += piece;
  };
  parser.onerror = (error) => {
    throw error;
  };
  parser.ondoctype = () => {
    throw new Error("a response of COS has no document type");
  };
  parser.onopentag = ({ name }) => {
    if (open.length > MAX_DEPTH) throw new Error(`elements are nested more than ${MAX_DEPTH} deep`);
    const element: OpenElement = { name, text: "", children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  };
  parser.onclosetag = () => void open.pop();
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.write(text).close();
  return root.children.length === 1 ? root.children[0] : undefined;
}

/** The children with one of these names, in order. */
export function childrenOf({ children }: XmlElement, ...names: readonly string[]): readonly XmlElement[] {
  return children.filter(({ name }) => names.includes(name));
}

/** The text of the first child with this name; "" if there is none. */
export function textOf({ children }: XmlElement, name: string): string {
  return children.find((child) => child.name === name)?.text ?? "";
}

/** Formats text as the content of an element. */
export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
