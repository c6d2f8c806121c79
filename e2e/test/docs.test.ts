import { spawnSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as frontDoor from "@wx-cos-upload/server";
import * as server from "@wx-cos-upload/server/advanced";

const REPOSITORY = join(__dirname, "../..");
const read = (path: string) => readFile(join(REPOSITORY, path), "utf8");

describe.each(["docs/errors.md", "docs/errors.zh-CN.md"])("%s", (file) => {
  test("lists every error of the server with its status, and no other error", async () => {
    const [own = ""] = (await read(file)).split(/\n(?=COS )/);
    const rows = [...own.matchAll(/^\| (\d{3}) \| `(\w+)` \|/gm)].map(([, status, code]) => [code, Number(status)]);
    const expected = Object.entries(server.PROBLEMS).map(([code, { status }]) => [code, status]);
    expect(rows.sort()).toEqual(expected.sort());
  });
});

describe.each(["docs/credentials.md", "docs/credentials.zh-CN.md"])("%s", (file) => {
  test("shows the exact policy that the server sends to STS", async () => {
    const [, shown = ""] = /```json\n(.*?)```/s.exec(await read(file)) ?? [];
    const rules = [...server.extensionRules(server.defaultExtensions(), server.DEFAULT_MAX_BYTES).values()];
    const policy = server.uploadPolicy({
      bucket: "examplebucket-1250000000",
      region: "ap-guangzhou",
      prefix: "uploads",
      maxBytes: Math.max(...rules.map(({ maxBytes }) => maxBytes)),
      contentTypes: [...new Set(rules.map(({ contentType }) => contentType))].sort(),
    });
    expect(JSON.parse(shown)).toEqual(policy);
  });
});

describe.each(["docs/server-library.md", "docs/server-library.zh-CN.md"])("%s", (file) => {
  test("names every export of the front door", async () => {
    const text = await read(file);
    expect(Object.keys(frontDoor).filter((name) => !text.includes(`\`${name}`))).toEqual([]);
  });
});

describe(".env.example", () => {
  test("lists every variable that the server reads, and no other variable", async () => {
    const folder = join(REPOSITORY, "server/src/config");
    const sources = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), "utf8")));
    const readNames = sources.join("\n").matchAll(/"((?:[A-Z]+_)*[A-Z]+)"/g);
    const listed = (await read(".env.example")).matchAll(/^#?([A-Z_]+)=/gm);
    const names = (matches: Iterable<RegExpMatchArray>) => [...new Set([...matches].map(([, name]) => name))].sort();
    expect(names(listed)).toEqual(names(readNames));
  });
});

describe("docs/architecture.md", () => {
  const ROOTS = ["", "server/src/", "local-cloud/src/"];

  test("names only files that exist", async () => {
    const files = spawnSync("git", ["ls-files"], { cwd: REPOSITORY, encoding: "utf8" }).stdout.split("\n");
    const named = [...(await read("docs/architecture.md")).matchAll(/`([\w./-]+\.(?:ts|wxml))`/g)].map(
      ([, name = ""]) =>
        name.replace(/^C\//, "miniprogram/src/components/cos-uploader/").replace(/^U\//, "miniprogram/src/uploader/"),
    );
    const exists = (name: string) =>
      ROOTS.some((root) => files.includes(root + name)) ||
      (!name.includes("/") && files.some((file) => file.endsWith(`/${name}`)));
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((name) => !exists(name))).toEqual([]);
  });

  test("states the number of files of each journey", async () => {
    const journeys = (await read("docs/architecture.md")).split(/^## /m).slice(1, 5);
    const counted = journeys.map((journey) => {
      const rows = journey.split("\n").filter((line) => line.startsWith("| ") && !line.includes(" again"));
      const names = rows.flatMap((row) => [...row.matchAll(/`([\w./-]+\.(?:ts|wxml))`/g)]);
      return new Set(names.map(([, name]) => name)).size;
    });
    const stated = journeys.map((journey) => Number(/^(\d+) files/m.exec(journey)?.[1]));
    expect(stated).toEqual(counted);
  });
});

describe("docs/decisions", () => {
  test("has notes in order, each with its status and the four sections", async () => {
    const files = (await readdir(join(REPOSITORY, "docs/decisions"))).sort();
    const notes = await Promise.all(files.map((file) => read(`docs/decisions/${file}`)));
    const shapes = notes.map((note) => note.match(/^(?:# \d+\.|Status: (?:accepted|superseded by)|## .*)/gm));
    const sections = ["## Context", "## Decision", "## Rejected options", "## Consequences"];
    const expected = files.map((file, index) => {
      const status = notes[index]?.includes("Status: superseded") ? "Status: superseded by" : "Status: accepted";
      return [`# ${Number(file.slice(0, 4))}.`, status, ...sections];
    });
    expect(shapes).toEqual(expected);
    expect(files.map((file) => Number(file.slice(0, 4)))).toEqual(files.map((_, index) => index + 1));
  });
});

describe("the Chinese translation of a document", () => {
  test.each([
    "README.md",
    "docs/api.md",
    "docs/going-to-production.md",
    "docs/errors.md",
    "docs/credentials.md",
    "docs/doctor.md",
    "docs/local-cos.md",
    "docs/server-library.md",
  ])("has the same headings, tables and code blocks as %s", async (file) => {
    const [english, chinese] = await Promise.all([read(file), read(file.replace(".md", ".zh-CN.md"))]);
    const shape = (text: string) => text.match(/^(?:#+ |\||```)/gm);
    expect(shape(chinese)).toEqual(shape(english));
  });
});
