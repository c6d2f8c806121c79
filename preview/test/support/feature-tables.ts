import { DOCUMENTED } from "../../src/host/elements/documented.ts";
import type { ElementDefinition } from "../../src/host/elements/element.ts";
import { toDashes } from "../../src/host/elements/property-names.ts";
import { PAGE_EVENTS } from "../../src/host/page-events.ts";
import names from "../../src/wx/wechat-names.json";

/** What the tables show. */
export interface Features {
  readonly elements: Readonly<Record<string, ElementDefinition>>;
  readonly calls: object;
  readonly fileCalls: object;
}

/** The texts between the names in the tables, by language. */
const TEXTS = {
  en: {
    heading: "| element | properties | events | reports as unsupported |",
    everywhere: (events: string) => `Events of every element: ${events}.`,
    calls: (count: number, all: number) =>
      `Of the ${all} calls and objects of \`wx\` in WeChat's typings, it has ${count}:`,
    files: "Of `getFileSystemManager()`, it has",
    stop: ".",
  },
  zh: {
    heading: "| 组件 | 属性 | 事件 | 报告为不支持 |",
    everywhere: (events: string) => `所有组件的事件：${events}。`,
    calls: (count: number, all: number) => `微信类型声明中 \`wx\` 的 ${all} 个接口和对象，已实现 ${count} 个：`,
    files: "`getFileSystemManager()` 已实现：",
    stop: "。",
  },
};

/** Returns a README's text with new tables between its two comments. @throws Error if it lacks the comments */
export function withFeatureTables(readme: string, language: keyof typeof TEXTS, features: Features): string {
  const [before, rest] = readme.split("<!-- features -->\n");
  const after = rest?.split("<!-- /features -->\n")[1];
  if (before === undefined || after === undefined) throw new Error("The README lacks the comments around its tables");
  return `${before}<!-- features -->\n${tables(language, features)}\n<!-- /features -->\n${after}`;
}

function tables(language: keyof typeof TEXTS, { elements, calls, fileCalls }: Features): string {
  const texts = TEXTS[language];
  const supported = names.wx.filter((name) => name in calls);
  const rows = Object.entries(elements).map(([name, { properties = {}, events = [] }]) => {
    const unsupported = Object.keys(DOCUMENTED[name]?.unsupported ?? {});
    return [name, list(Object.keys(properties).map(toDashes)), list(events), list(unsupported.map(toDashes))];
  });
  return [
    texts.heading,
    "|---|---|---|---|",
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
    "",
    texts.everywhere(list(PAGE_EVENTS)),
    "",
    `${texts.calls(supported.length, names.wx.length)} ${list(supported)}${texts.stop}`,
    "",
    `${texts.files} ${list(names.FileSystemManager.filter((name) => name in fileCalls))}${texts.stop}`,
  ].join("\n");
}

function list(values: readonly string[]): string {
  return values.map((value) => `\`${value}\``).join(" ");
}
