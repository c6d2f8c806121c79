// Runs WeChat's compiler on the whole mini program, as an upload would, but without a network, an account or a key.
// Fails if the compiler rejects the program or if the main package is too large. Prints the size.
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ci } from "./compiler.mjs";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Largest main package, compiled and packed. WeChat accepts 2 MB; the three pages, the library with multipart uploads and the component need
 * 388 KB, of which the pages for stored uploads are 69 KB.
 */
const MAX_MAIN_PACKAGE_BYTES = 400 * 1024;

const directory = mkdtempSync(join(tmpdir(), "wx-ci-"));
const packagePath = join(directory, "package.zip");

try {
  const { setting, appid } = JSON.parse(readFileSync(join(REPOSITORY, "project.config.json"), "utf8"));
  const project = new ci.Project({
    appid,
    type: "miniProgram",
    projectPath: REPOSITORY,
    // The key would sign an upload, and there is no upload.
    privateKey: "none",
    ignores: ["node_modules/**/*", "tools/**/*"],
    // miniprogram-ci 2.1.42 reads this instead of asking WeChat's server for the limits of a real appid. It is undocumented, so
    // package.json pins the exact version.
    attr: async () => ci.DefaultProjectAttr,
  });
  // The setting is called "minified" in DevTools, which minifies what it uploads.
  const compileSetting = { ...setting, minify: setting.minified };
  await ci.getCompiledResult(
    { project, version: "0.0.0", setting: compileSetting, onProgressUpdate: () => {} },
    packagePath,
  );
  const bytes = statSync(packagePath).size;
  const size = `${(bytes / 1024).toFixed(1)} KB of ${MAX_MAIN_PACKAGE_BYTES / 1024} KB`;
  if (bytes > MAX_MAIN_PACKAGE_BYTES) throw new Error(`the main package is too large: ${size}`);
  process.stdout.write(`WeChat's compiler accepts the mini program. Main package: ${size}\n`);
} catch (error) {
  process.stderr.write(`WeChat's compiler rejects the mini program: ${error.code ?? ""} ${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
// The compiler's worker processes would keep this process alive.
process.exit();
