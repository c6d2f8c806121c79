// WeChat's compiler over the whole mini program, as an upload would run it, but without a network, an account or a key.
// Fails on what it refuses and on a main package that is too large; prints the size.
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

/** Of the main package, compiled and packed. WeChat takes 2 MB; this is what a page and a library should do with. */
const MAX_MAIN_PACKAGE_BYTES = 200 * 1024;

// It tells every step, and that it did not reach WeChat. What it thinks of the program is in what it throws.
for (const name of ["log", "info", "warn", "error"]) console[name] = () => {};

const ci = createRequire(import.meta.url)("miniprogram-ci");
const directory = mkdtempSync(join(tmpdir(), "wx-ci-"));
const packagePath = join(directory, "package.zip");

try {
  const { setting, appid } = JSON.parse(readFileSync(join(REPOSITORY, "project.config.json"), "utf8"));
  const project = new ci.Project({
    appid,
    type: "miniProgram",
    projectPath: REPOSITORY,
    // Nothing is uploaded, so nothing is signed.
    privateKey: "none",
    ignores: ["node_modules/**/*", "tools/**/*"],
    // Read by 2.1.42 in place of WeChat's server, which knows limits of real appids. Not documented: hence the exact version.
    attr: async () => ci.DefaultProjectAttr,
  });
  // DevTools calls it "minified", and minifies what it uploads.
  const compileSetting = { ...setting, minify: setting.minified };
  await ci.getCompiledResult(
    { project, version: "0.0.0", setting: compileSetting, onProgressUpdate: () => {} },
    packagePath,
  );
  const bytes = statSync(packagePath).size;
  const size = `${(bytes / 1024).toFixed(1)} KB of ${MAX_MAIN_PACKAGE_BYTES / 1024} KB`;
  if (bytes > MAX_MAIN_PACKAGE_BYTES) throw new Error(`the main package is too large: ${size}`);
  process.stdout.write(`WeChat's compiler takes the mini program. Main package: ${size}\n`);
} catch (error) {
  process.stderr.write(`WeChat's compiler refuses the mini program: ${error.code ?? ""} ${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
// Its worker processes would keep this one alive.
process.exit();
