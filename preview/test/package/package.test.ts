import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const WORKSPACE = join(__dirname, "../..");
const REPOSITORY = join(WORKSPACE, "..");
const VITEST = join(REPOSITORY, "tools/vitest");
const FIXTURE = join(WORKSPACE, "test/fixtures/mounted");
const NAME = "wx-miniprogram-preview";

/** Timeout of one test in jest and vitest, in milliseconds. Compiling takes long on a machine that is busy with other tests. */
const TIMEOUT_MS = 60_000;

/** An empty folder with the packed package and its dependencies installed. */
let folder: string;
let installed: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "preview-package-")));
  installed = join(folder, "node_modules", NAME);
  await run("npm", ["pack", WORKSPACE, "--pack-destination", folder], { cwd: folder });
  const tarball = (await readdir(folder)).find((file) => file.endsWith(".tgz")) ?? "";
  await mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", join(folder, tarball), "-C", installed, "--strip-components=1"]);
  const { dependencies }: { dependencies: Record<string, string> } = await readJson(join(installed, "package.json"));
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(REPOSITORY, "node_modules", name), link, "junction");
  }
  await cp(FIXTURE, join(folder, "mini-program"), { recursive: true });
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

async function readJson(path: string) {
  return JSON.parse(await readFile(path, "utf8"));
}

test("the package has the built files, and neither sources nor tests", async () => {
  expect((await readdir(installed)).sort()).toEqual(["README.md", "README.zh-CN.md", "dist", "package.json"]);
  const files = await readdir(join(installed, "dist"), { recursive: true });
  expect(files.filter((file) => /\.(?:map|tsbuildinfo)$|(?<!\.d)\.ts$/.test(file))).toEqual([]);
  for (const file of [
    "page/page.js",
    "page/page.css",
    "page/shell.js",
    "mount/index.cjs",
    "mount/index.d.cts",
    "LICENSE",
  ]) {
    expect([file, files.includes(file)]).toEqual([file, true]);
  }
});

test("the command serves a mini program", async () => {
  const { bin }: { bin: Record<string, string> } = await readJson(join(installed, "package.json"));
  const command = spawn(process.execPath, [join(installed, bin[NAME] ?? ""), "mini-program", "--port", "0"], {
    cwd: folder,
  });
  try {
    const [line] = await once(command.stdout.setEncoding("utf8"), "data");
    const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(String(line)) ?? [];
    for (const file of ["page", "page.js", "page.css", "project.js", "shell.js", "shell.css", "fonts.css"]) {
      expect([file, (await fetch(`${url}/preview/${file}`)).status]).toEqual([file, 200]);
    }
  } finally {
    command.kill("SIGTERM");
    await once(command, "exit");
  }
});

test("the library creates a preview from an import", async () => {
  const script = `import { createPreview } from "${NAME}";
    const preview = createPreview({ projectDirectory: "mini-program" });
    const { files, problems } = await preview.built();
    console.log(JSON.stringify({ problems, hasPage: files.has("page.js") && files.has("project.js") }));
    preview.close();`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: folder });
  expect(JSON.parse(stdout)).toEqual({ problems: [], hasPage: true });
});

test.each([
  ["an ES module", "consumer.mts", "nodenext"],
  ["a CommonJS module", "consumer.cts", "nodenext"],
  ["a module of a bundler", "consumer.ts", "esnext"],
])("the declarations compile in %s, in strict mode", async (_what, file, module) => {
  const lines = [
    `import { mountComponent } from "${NAME}/mount";`,
    'export const count: unknown = mountComponent("components/counter/index", { properties: { start: 2 } }).data["count"];',
    // createPreview is an ES module, which CommonJS can't import.
    ...(file.endsWith(".cts") ? [] : [`export { createPreview } from "${NAME}";`]),
  ];
  await writeFile(join(folder, file), lines.join("\n"));
  const tsc = join(REPOSITORY, "node_modules/typescript/bin/tsc");
  const types = join(REPOSITORY, "node_modules/@types");
  const options = ["--strict", "--noEmit", "--module", module, "--typeRoots", types, "--types", "node"];
  const resolution = module === "esnext" ? ["--moduleResolution", "bundler"] : [];
  const { stdout } = await run(process.execPath, [tsc, ...options, ...resolution, file], { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe("");
});

test("mountComponent and mountPage pass their tests in jest", async () => {
  const config = {
    rootDir: join(folder, "mini-program"),
    testMatch: ["**/*.spec.js"],
    transform: {},
    testTimeout: TIMEOUT_MS,
  };
  const environment = createRequire(__filename).resolve("jest-environment-jsdom");
  const values = ["--config", JSON.stringify({ ...config, testEnvironment: environment })];
  const { stderr } = await run(process.execPath, [join(REPOSITORY, "node_modules/jest/bin/jest.js"), ...values]);
  expect(stderr).toMatch(/Tests: +10 passed, 10 total/);
});

const hasVitest = existsSync(join(VITEST, "node_modules/vitest"));
if (!hasVitest && process.env["CI"] === "true") throw new Error("Run npm ci in tools/vitest");
const [testInVitest, skipped] = hasVitest ? [test, ""] : [test.skip, "SKIPPED, needs npm ci in tools/vitest: "];

testInVitest(`${skipped}mountComponent and mountPage pass their tests in vitest`, async () => {
  const values = ["run", "--root", join(folder, "mini-program"), "--environment", "jsdom", "--globals"];
  values.push(`--testTimeout=${TIMEOUT_MS}`);
  const { stdout } = await run(process.execPath, [join(VITEST, "node_modules/vitest/vitest.mjs"), ...values], {
    // vitest looks for jsdom from the folder in which it runs.
    cwd: VITEST,
    env: { ...process.env, NO_COLOR: "1" },
  });
  expect(stdout).toMatch(/Tests +10 passed \(10\)/);
});
