export const XML_DECLARATION = "<?xml version='1.0' encoding='utf-8' ?>";

/**
 * Renders one XML element. A string is escaped, except apostrophes, because it never becomes an attribute. An array contains rendered
 * elements.
 *
 * @param namespace the default namespace of the element. @default none
 */
export function element(name: string, content: string | readonly string[], namespace?: string): string {
  const start = namespace === undefined ? name : `${name} xmlns="${escapeXml(namespace)}"`;
  return `<${start}>${typeof content === "string" ? escapeXml(content) : content.join("")}</${name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // A reader makes a line feed of a raw one.
  "\r": "&#xD;",
};

/** Characters that XML 1.0 cannot represent, not even as references. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for control characters
export const UNREPRESENTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const ALL_UNREPRESENTABLE = new RegExp(UNREPRESENTABLE, "g");

function escapeXml(text: string): string {
  return text.replace(ALL_UNREPRESENTABLE, "\ufffd").replace(/[&<>"\r]/g, (mark) => ESCAPES[mark] ?? mark);
}
