import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";

/** WeChat's own compilers from the package miniprogram-compiler, which has them for x64 and these systems. */
const FOLDERS: Readonly<Record<string, string>> = { linux: "linux", darwin: "mac", win32: "windows" };

const COMPILERS = join(dirname(createRequire(__filename).resolve("miniprogram-compiler/package.json")), "bin");
const SRC = join(__dirname, "../src");

/** The system for which WeChat has no compiler: Linux on processors other than x64. macOS runs x64 programs on all of its own. */
const folder = process.platform === "linux" && process.arch !== "x64" ? undefined : FOLDERS[process.platform];

/** `describe` where WeChat's compilers run. Elsewhere the tests are skipped with the reason; in CI they fail. */
function describeWithCompilers(name: string, tests: () => void): void {
  if (folder !== undefined) {
    describe(name, tests);
    return;
  }
  const reason = `WeChat has no compiler for ${process.platform} on ${process.arch}`;
  if (process.env["CI"]) throw new Error(`${reason}, and in CI no test may be skipped`);
  xdescribe(`SKIPPED, ${reason}: ${name}`, tests);
}

/** Compiles files of a folder together, and returns the compiler's complaints. */
function compile(compiler: "wcc" | "wcsc", root: string, files: readonly string[]): string {
  const executable = join(COMPILERS, folder ?? "", process.platform === "win32" ? `${compiler}.exe` : compiler);
  // npm packs it without the permission to execute.
  chmodSync(executable, 0o755);
  const mode = compiler === "wcc" ? "-d" : "-js";
  const run = spawnSync(executable, [mode, ...files], { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (run.error !== undefined) throw run.error;
  return run.status === 0 ? "" : `${run.stderr}${run.stdout}`.trim() || `exit ${run.status}`;
}

function sources(extensions: readonly string[]): string[] {
  return readdirSync(SRC, { recursive: true })
    .map((path) => String(path).split(sep).join("/"))
    .filter((path) => extensions.some((extension) => path.endsWith(extension)))
    .sort();
}

describeWithCompilers("WeChat's compilers", () => {
  let broken: string;

  beforeAll(() => {
    broken = mkdtempSync(join(tmpdir(), "wcc-"));
    writeFileSync(join(broken, "open.wxml"), "<view>\n  <text>{{a +}}</text>\n</view>");
    writeFileSync(join(broken, "open.wxss"), ".a {\n  color: red;\n}\n}");
  });

  afterAll(() => rmSync(broken, { recursive: true }));

  test("wcc accepts every WXML and WXS", () => {
    const files = sources([".wxml", ".wxs"]);
    expect(files).toContain("pages/index/index.wxml");
    expect(compile("wcc", SRC, files)).toBe("");
  });

  test("wcsc accepts every WXSS", () => {
    const files = sources([".wxss"]);
    expect(files).toContain("app.wxss");
    expect(compile("wcsc", SRC, files)).toBe("");
  });

  test("reject broken WXML and WXSS, with file and line", () => {
    expect(compile("wcc", broken, ["open.wxml"])).toMatch(/open\.wxml:2/);
    expect(compile("wcsc", broken, ["open.wxss"])).toMatch(/open\.wxss/);
  });
});

test("there is a compiler for this system, or none is known", () => {
  expect(folder === undefined || existsSync(join(COMPILERS, folder))).toBe(true);
});
