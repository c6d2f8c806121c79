import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Rejects English that has proved hard to read, in comments and strings of the code and in English documents. CONTRIBUTING.md, "Habits", describes
 * how to write instead.
 */
const REPOSITORY = join(__dirname, "../..");

/** Phrases, and what to write in their place. */
const PHRASES: ReadonlyArray<readonly [phrase: RegExp, instead: string]> = [
  [/told/, "notified, reported, printed"],
  [/tells? of/, "reports, describes"],
  [/(?:hold|holds|held|holding) (?:[\w-]+ ){0,4}against/, "validated, checked against"],
  [/lets? (?:\w+ )?in/, "allowed, accepted"],
  [/(?:is|are|be|was|were|been) taken from/, "consumed, rate limited"],
  [/answer(?:s|ed|ing)?/, "response, to respond"],
  [/whoever/, "a person who, the client that"],
  [/so that [^.,;:]{0,60} may/, "a sentence of its own: it can"],
  [/asked for/, "requested"],
  [/at hand/, "available"],
  [/of whom/, "whose"],
  [/for want of/, "without"],
  [/to be had/, "available"],
  [/that (?:is|are) none/, "invalid, not a"],
  [/as [\w']+(?: [\w']+)? has it/, "as … defines it"],
  [/comes? of/, "results from"],
  [/all the same/, "nevertheless, still"],
  [/no more of/, "ignores"],
  [/says? no more/, "reports nothing further"],
  [/anew/, "again"],
  [/goes by/, "is identified by"],
  [/of ours/, "our own"],
  [/likelier/, "more likely"],
  [/stands? in(?! for)/, "is in"],
];

/** Exact places where a phrase is right. Each has to exist. */
const ALLOWED: ReadonlyArray<readonly [file: string, text: string]> = [
  ["docs/glossary.md", "What a server sends back. Not: answer"],
  ["preview/test/host/host.test.ts", 'byId("answer")'],
];

/** Words may stand on two lines of a comment. */
const GAP = "(?:\\s|\\*|//)+";
const SEARCHES = PHRASES.map(([{ source }, instead]) => ({
  search: new RegExp(`\\b(?:${source.replaceAll(" ", GAP)})\\b`, "gi"),
  instead,
}));

const COMMENT_OR_STRING = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;

const blank = (text: string) => text.replace(/[^\n]/g, " ");

/** A document without its code, with every other character in its place. */
function proseOfDocument(text: string): string {
  return text.replace(/^```[\s\S]*?^```|`[^`\n]*`|\]\([^)\s]*\)/gm, blank);
}

/** The comments and strings of a source file, with every character in its place. */
function proseOfSource(text: string): string {
  let prose = "";
  for (const { 0: found, index } of text.matchAll(COMMENT_OR_STRING)) {
    const withoutCode = found.startsWith("/")
      ? found.replace(/`[^`\n]*`/g, blank)
      : found.replace(/\$\{[^{}]*\}/g, blank);
    prose += blank(text.slice(prose.length, index)) + withoutCode;
  }
  return prose;
}

interface Fault {
  readonly place: string;
  readonly file: string;
  readonly index: number;
}

function faultsOf(file: string, text: string): Fault[] {
  const prose = file.endsWith(".md") ? proseOfDocument(text) : proseOfSource(text);
  return SEARCHES.flatMap(({ search, instead }) =>
    [...prose.matchAll(search)].map(({ 0: phrase, index }) => {
      const line = text.slice(0, index).split("\n").length;
      return { place: `${file}:${line}: "${phrase.replace(/[\s*/]+/g, " ")}" → ${instead}`, file, index };
    }),
  );
}

/** Own and English files: no generated report, and not the lists above. */
async function sources(): Promise<Array<readonly [file: string, text: string]>> {
  const { stdout } = spawnSync("git", ["ls-files", "*.ts", "*.mjs", "*.md"], { cwd: REPOSITORY, encoding: "utf8" });
  const files = stdout
    .trim()
    .split("\n")
    .filter((file) => !/zh-CN|\/api-reports\/|^e2e\/test\/words\.test\.ts$/.test(file));
  return Promise.all(files.map(async (file) => [file, await readFile(join(REPOSITORY, file), "utf8")] as const));
}

test("comments, messages and English documents have no phrase that is hard to read", async () => {
  const texts = await sources();
  const allowed = ALLOWED.map(([file, text]) => {
    const start = texts.find(([name]) => name === file)?.[1].indexOf(text) ?? -1;
    return { file, text, start, end: start + text.length };
  });
  expect(allowed.filter(({ start }) => start < 0)).toEqual([]);
  const faults = texts
    .flatMap(([file, text]) => faultsOf(file, text))
    .filter(
      ({ file, index }) => !allowed.some((place) => place.file === file && index >= place.start && index < place.end),
    );
  expect(texts.length).toBeGreaterThan(500);
  expect(faults.map(({ place }) => place).sort()).toEqual([]);
});

test("finds a phrase in a comment, also across lines, and in a string", () => {
  const places = (text: string) => faultsOf("a.ts", text).map(({ place }) => place);
  expect(places("const a = 1; // nobody is told\n")).toEqual(['a.ts:1: "told" → notified, reported, printed']);
  expect(places("/**\n * The file is held\n * against the rules.\n */\n")).toEqual([
    'a.ts:2: "held against" → validated, checked against',
  ]);
  expect(places('throw new Error("a new signature is asked for");')).toHaveLength(1);
});

test("ignores code, and names in backticks", () => {
  expect(faultsOf("a.ts", "const answer = told(answer); // `answer` is a name\n")).toEqual([]);
  expect(faultsOf("a.md", "Call `tell`.\n\n```ts\nconst answer = 1;\n```\n")).toEqual([]);
});
