/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

/** What a template can contain: text is escaped, HTML and lists of HTML are not. */
type Content = string | number | Html | readonly Html[];

/**
 * Builds HTML. Everything that is not HTML itself is escaped, also within quoted attributes.
 *
 * @example
 * html`<td title="${'"'}">${"<b>"}</td>`.html; // <td title="&quot;">&lt;b&gt;</td>
 */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const rendered = contents.map((content, index) => render(content) + (parts[index + 1] ?? ""));
  return { html: (parts[0] ?? "") + rendered.join("") };
}

/** HTML without content. */
export const NOTHING: Html = { html: "" };

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function render(content: Content): string {
  if (typeof content === "string") return content.replace(/[&<>"']/g, (mark) => ESCAPES[mark] ?? mark);
  if (typeof content === "number") return String(content);
  return "html" in content ? content.html : content.map((item) => item.html).join("");
}
