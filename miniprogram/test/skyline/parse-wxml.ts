/** An element of a WXML file. */
export interface WxmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: WxmlElement | undefined;
  /** Its own text, without the text of the elements inside it. */
  text: string;
  readonly line: number;
}

const TOKEN = /<!--[\s\S]*?-->|<\/([\w-]+)\s*>|<([\w-]+)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*(\/?)>|([^<]+)/g;

/**
 * Parses a WXML file into its elements, in order.
 *
 * @throws {Error} for a tag that is not closed, and for what is neither a tag nor text
 */
export function parseWxml(source: string): readonly WxmlElement[] {
  const elements: WxmlElement[] = [];
  const open: WxmlElement[] = [];
  let end = 0;
  for (const { 0: token, 1: closed, 2: name, 3: attributes = "", 4: slash, 5: text, index } of source.matchAll(TOKEN)) {
    if (index !== end) throw new Error(`no tag: ${source.slice(end, end + 40)}`);
    end = index + token.length;
    const parent = open[open.length - 1];
    if (text !== undefined && parent) parent.text += text.trim();
    if (closed !== undefined && open.pop()?.name !== closed) throw new Error(`</${closed}> closes another element`);
    if (name === undefined) continue;
    const line = source.slice(0, index).split("\n").length;
    const element = { name, attributes: attributesIn(attributes), parent, text: "", line };
    elements.push(element);
    if (slash === "") open.push(element);
  }
  if (open.length > 0 || end !== source.length) throw new Error(`<${open[0]?.name}> is not closed`);
  return elements;
}

function attributesIn(source: string): Record<string, string> {
  const found = source.matchAll(/([\w:-]+)(?:="([^"]*)")?/g);
  return Object.fromEntries([...found].map(([, name = "", value = ""]) => [name, value]));
}
