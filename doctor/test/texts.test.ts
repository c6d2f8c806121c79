import { cosCause, networkCause } from "../src/causes.ts";
import { chooseTexts } from "../src/texts/choose-texts.ts";
import { en } from "../src/texts/en.ts";
import { zh } from "../src/texts/zh.ts";
import { COS_CAUSES, NETWORK_CAUSES } from "../src/vocabulary.ts";

/** Every text of a table by its path; those that take values get some. */
function textsOf(value: unknown, path = ""): Array<readonly [path: string, text: string]> {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return textsOf(value(...(ARGUMENTS[path] ?? ["<one>", "<two>", "<three>"])), path);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => textsOf(part, `${path}.${name}`));
}

/** Where not any value will do. */
const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = {
  ".login.fault": [40013],
  ".stsAdvice": ["InternalError"],
  ".notTried": ["bucket"],
  ".cors.notSet": [],
};
/** Names, which are the same in every language. */
const NAMES = [".checks.redis"];
const tables = [textsOf(en), textsOf(zh)] as const;

test("both languages have every text", () => {
  const [english, chinese] = tables.map((table) => table.map(([path]) => path));
  expect(english?.length).toBeGreaterThan(100);
  expect(chinese).toEqual(english);
});

test.each(
  tables[1].filter(([path, text]) => !NAMES.includes(path) && !/^<\w+>$/.test(text)),
)("%s – is Chinese", (_path, text) => {
  expect(text).toMatch(/\p{Script=Han}/u);
});

test.each(tables[0])("%s – is English and no value is missing in it", (_path, text) => {
  expect(text).not.toMatch(/\p{Script=Han}|undefined|\[object/u);
  expect(text.trim()).not.toBe("");
});

test.each([
  [{ LANG: "zh_CN.UTF-8" }, zh],
  [{ LANG: "zh_TW" }, zh],
  [{ LANG: "zh_CN.UTF-8", LC_ALL: "C" }, en],
  [{ LC_ALL: "zh_CN.UTF-8", LANG: "en_US.UTF-8" }, zh],
  [{ LANG: "de_DE.UTF-8" }, en],
  [{}, en],
])("%j chooses its language", (environment, texts) => {
  expect(chooseTexts(environment)).toBe(texts);
});

test.each([
  [{ code: "AccessDenied", message: "Request has expired" }, "Expired"],
  [{ code: "RequestTimeTooSkewed", message: "" }, "Expired"],
  [{ code: "AccessDenied", message: "Access Denied." }, "AccessDenied"],
  [{ code: "NoSuchBucket", message: "" }, "NoSuchBucket"],
  [{ code: "SlowDown", message: "" }, "other"],
])("%j has the cause %s", (answer, trouble) => {
  expect(cosCause(answer)).toBe(trouble);
  expect(COS_CAUSES).toContain(trouble);
});

test.each([
  ["ENOTFOUND", "name"],
  ["EAI_AGAIN", "name"],
  ["ECONNREFUSED", "refused"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "certificate"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "certificate"],
  ["UND_ERR_CONNECT_TIMEOUT", "timeout"],
  ["TIMEOUT", "timeout"],
  ["ECONNRESET", "other"],
])("%s has the cause %s", (reason, trouble) => {
  expect(networkCause(reason)).toBe(trouble);
  expect(NETWORK_CAUSES).toContain(trouble);
});
