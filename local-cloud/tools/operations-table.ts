import { ROUTES, type Route } from "../src/cos/operations/route-table.ts";

/** The documents that show the table, with its headings. */
export const DOCUMENTS = [
  {
    path: "docs/local-cos.md",
    headings: ["Operation", "Request", "Query parameters", "`x-cos-*` headers", "CAM action"],
  },
  { path: "docs/local-cos.zh-CN.md", headings: ["操作", "请求", "查询参数", "`x-cos-*` 请求头", "CAM 操作"] },
] as const;

const START = "<!-- operations: npm run operations-table --workspace local-cloud -->";
const END = "<!-- /operations -->";

/** Replaces the table of operations in the text of a document. @throws an Error if the document has no place for it */
export function withTable(document: string, headings: readonly string[]): string {
  const [before, rest] = document.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`the document needs ${START} and ${END}`);
  return `${before}${START}\n${renderTable(headings)}\n${END}${after}`;
}

function renderTable(headings: readonly string[]): string {
  const rows = [headings, headings.map(() => "---"), ...ROUTES.map(cellsOf)];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function cellsOf(route: Route): readonly string[] {
  return [
    `${route.name} (${route.page})`,
    code(requestOf(route)),
    route.parameters.map(code).join(", "),
    route.headers.map(code).join(", "),
    code(route.action),
  ];
}

/** `PUT /<key>?acl`. */
function requestOf({ method, target, subResource, selectingHeader }: Route): string {
  const path = target === "object" ? "/<key>" : "/";
  const query = subResource === undefined ? "" : `?${subResource}`;
  return `${method} ${path}${query}${selectingHeader === undefined ? "" : ` + ${selectingHeader}`}`;
}

function code(text: string): string {
  return `\`${text}\``;
}
