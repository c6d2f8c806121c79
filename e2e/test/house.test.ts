import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const REPOSITORY = join(__dirname, "../..");
const CRUISER = join(REPOSITORY, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
const SOURCES = [
  "shared/contract/src",
  "shared/cos-signature/src",
  "server/src",
  "development/src",
  "doctor/src",
  "local-cloud/src",
  "miniprogram/src",
  "miniprogram/browser/src",
  "preview/src",
  "api-docs/src",
];

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

function cruise(directory: string, sources: readonly string[]) {
  const args = [CRUISER, "--config", ".dependency-cruiser.mjs", "--output-type", "json", ...sources];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: directory,
    encoding: "utf8",
    maxBuffer: 256 * 1024 ** 2,
  });
  if (stdout === "") throw new Error(stderr);
  const { summary }: { summary: { violations: Violation[]; totalCruised: number } } = JSON.parse(stdout);
  return summary;
}

test("no file imports across a wall, and no files form a circle, of types either", () => {
  const { violations, totalCruised } = cruise(REPOSITORY, SOURCES);
  expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  expect(totalCruised).toBeGreaterThan(300);
});

test("the map in CONTRIBUTING.md shows every room, and what it may import", async () => {
  const script = "import { roomsTable } from './tools/house/rooms.mjs'; process.stdout.write(roomsTable());";
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: REPOSITORY,
    encoding: "utf8",
  });
  expect(stdout).toContain("| `server/src/http/` |");
  expect(await readFile(join(REPOSITORY, "CONTRIBUTING.md"), "utf8")).toContain(stdout);
});

/** A file, its one import, and whether a wall stands between. */
const IMPORTS = [
  ["shared/contract/src/a.ts", "zod", true],
  ["shared/contract/src/b.ts", "../../../server/src/errors.ts", false],
  ["shared/cos-signature/src/a.ts", "node:crypto", true],
  ["shared/cos-signature/src/b.ts", "node:fs", false],
  ["server/src/routes/a.ts", "../uploads/a.ts", true],
  ["server/src/routes/b.ts", "../config/a.ts", false],
  ["server/src/config/b.ts", "../uploads/a.ts", true],
  ["server/src/uploads/b.ts", "../config/a.ts", false],
  ["server/src/auth/a.ts", "../http/a.ts", false],
  ["server/src/http/b.ts", "../../../preview/src/index.ts", false],
  ["local-cloud/src/cam/a.ts", "../cos/a.ts", false],
  ["local-cloud/src/sts/a.ts", "../cos/a.ts", true],
  ["miniprogram/src/uploader/a.ts", "zod", false],
  ["miniprogram/src/uploader/b.ts", "../texts/a", false],
  ["miniprogram/browser/src/a.ts", "../../src/texts/a", false],
  ["preview/src/host/a.ts", "node:fs", false],
  ["preview/src/build/a.ts", "node:fs", true],
] as const;

/** What these imports name. */
const TARGETS = [
  "server/src/errors.ts",
  "server/src/uploads/a.ts",
  "server/src/config/a.ts",
  "server/src/http/a.ts",
  "preview/src/index.ts",
  "local-cloud/src/cos/a.ts",
  "miniprogram/src/texts/a.ts",
];

describe("a house of samples", () => {
  let directory: string;
  let violations: readonly Violation[];
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "house-"));
    await cp(join(REPOSITORY, ".dependency-cruiser.mjs"), join(directory, ".dependency-cruiser.mjs"));
    await cp(join(REPOSITORY, "tools/house"), join(directory, "tools/house"), { recursive: true });
    await writeFile(join(directory, "package.json"), '{ "type": "module", "dependencies": { "zod": "*" } }');
    const write = async (file: string, text: string) => {
      await mkdir(dirname(join(directory, file)), { recursive: true });
      await writeFile(join(directory, file), text);
    };
    await write("node_modules/zod/package.json", '{ "name": "zod", "version": "0.0.0", "main": "index.js" }');
    await write("node_modules/zod/index.js", "");
    for (const file of TARGETS) await write(file, "export {};\n");
    for (const [file, specifier] of IMPORTS) await write(file, `import "${specifier}";\n`);
    await write("server/src/limits/a.ts", 'export type { B } from "./b.ts";\nexport type A = string;\n');
    await write("server/src/limits/b.ts", 'import type { A } from "./a.ts";\nexport type B = A;\n');
    ({ violations } = cruise(directory, ["."]));
  });
  afterAll(() => rm(directory, { recursive: true }));

  test.each(IMPORTS)("%s imports %s – allowed: %s", (file, _specifier, isAllowed) => {
    expect(violations.some(({ from }) => from === file)).toBe(!isAllowed);
  });

  test("two files whose types need each other – a circle", () => {
    const circles = violations.filter(({ rule }) => rule.name === "no-circle");
    expect(circles).toMatchObject([{ from: "server/src/limits/a.ts", to: "server/src/limits/b.ts" }]);
  });
});

test("an undeclared dependency is rejected by the linter", async () => {
  const directory = await mkdtemp(join(tmpdir(), "house-lint-"));
  try {
    await cp(join(REPOSITORY, "biome.json"), join(directory, "biome.json"));
    await writeFile(join(directory, "package.json"), '{ "name": "sample", "dependencies": { "zod": "4.6.7" } }');
    await writeFile(join(directory, "declared.ts"), 'import "zod";\n');
    await writeFile(join(directory, "undeclared.ts"), 'import "@wx-cos-upload/local-cloud/cos";\n');
    const biome = join(REPOSITORY, "node_modules/@biomejs/biome/bin/biome");
    const { stdout } = spawnSync(
      process.execPath,
      [biome, "lint", "--vcs-enabled=false", "--reporter=github", "declared.ts", "undeclared.ts"],
      { cwd: directory, encoding: "utf8" },
    );
    const files = [...stdout.matchAll(/noUndeclaredDependencies,file=([^,]+)/g)].map(([, file]) => file);
    expect(files).toEqual(["undeclared.ts"]);
  } finally {
    await rm(directory, { recursive: true });
  }
});
