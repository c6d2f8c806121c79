import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as frontDoor from "@wx-cos-upload/server";

const REPOSITORY = join(__dirname, "../..");
const SERVER = join(REPOSITORY, "server/dist");
const ARTEFACTS = join(REPOSITORY, "e2e/artefacts");

const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: REPOSITORY, encoding: "utf8" });

describe("@wx-cos-upload/server", () => {
  test("exports 10 to 17 names", async () => {
    const names = await exportedNames();
    expect(names.length).toBeGreaterThanOrEqual(10);
    expect(names.length).toBeLessThanOrEqual(17);
    expect(names).toEqual(expect.arrayContaining(Object.keys(frontDoor)));
  });

  test("shows an example of each name that it exports, and each compiles", async () => {
    const examples = await Promise.all(
      (await exportedNames()).map(async (name) => [name, await exampleOf(name)] as const),
    );
    expect(examples.filter(([, example]) => example === undefined).map(([name]) => name)).toEqual([]);
    await mkdir(ARTEFACTS, { recursive: true });
    const directory = await mkdtemp(join(ARTEFACTS, "examples-"));
    try {
      for (const [name, example = ""] of examples)
        await writeFile(join(directory, `${name}.ts`), `${example}\nexport {};\n`);
      const compilerOptions = { noUnusedLocals: false, composite: false, incremental: false };
      const config = { extends: "../../../tsconfig.test.json", compilerOptions, include: ["."] };
      await writeFile(join(directory, "tsconfig.json"), JSON.stringify(config));
      const { stdout, status } = run(join(REPOSITORY, "node_modules/typescript/bin/tsc"), "-p", directory);
      expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

test("the API of every package is the one in docs/api-reports", () => {
  const { stderr, status } = run("tools/api-report.mjs");
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
});

/** The names that the front door's declarations export, types among them. */
async function exportedNames(): Promise<string[]> {
  const lists = [...(await readFile(join(SERVER, "index.d.ts"), "utf8")).matchAll(/export (?:type )?\{([^}]*)\}/g)];
  return lists.flatMap(([, list = ""]) => list.split(",")).map((name) => name.replace("type ", "").trim());
}

/** The code of the `@example` in a name's docstring; undefined without one. */
async function exampleOf(name: string): Promise<string | undefined> {
  const door = await readFile(join(SERVER, "index.d.ts"), "utf8");
  const line = door.split("\n").find((text) => new RegExp(`\\b${name}\\b`).test(text)) ?? "";
  const [, path = ""] = /from "([^"]+)\.ts"/.exec(line) ?? [];
  const declarations = await readFile(join(dirname(join(SERVER, "index.d.ts")), `${path}.d.ts`), "utf8");
  const [before = ""] = declarations.split(
    new RegExp(`export (?:declare )?(?:function|class|interface|type|const) ${name}\\b`),
  );
  const [, docstring = ""] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(before) ?? [];
  const [, example] = docstring.split(/@example\n/);
  return example?.replace(/^\s*\* ?/gm, "");
}
