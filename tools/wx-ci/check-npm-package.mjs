// Installs the packed component in a small mini program, and runs WeChat's npm build (the "Build npm" of DevTools) and its compiler on it.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = fileURLToPath(new URL("../../miniprogram/npm", import.meta.url));

/** Files of a mini program that uses the component and the library from npm. */
const APP = {
  "project.config.json": { appid: "touristappid", compileType: "miniprogram", setting: { es6: true } },
  "package.json": { name: "app", version: "1.0.0", dependencies: { "wx-cos-uploader": "0.1.0" } },
  "app.json": { pages: ["pages/index/index"] },
  "app.js": "App({});",
  "pages/index/index.json": { usingComponents: { "cos-uploader": "wx-cos-uploader/cos-uploader/index" } },
  "pages/index/index.wxml": '<cos-uploader server-url="https://sign.example.com" />',
  "pages/index/index.js": 'require("wx-cos-uploader/uploader/index"); Page({});',
};
const EXPECTED = ["cos-uploader/index.js", "cos-uploader/index.json", "cos-uploader/index.wxml", "uploader/index.js"];

const ci = createRequire(import.meta.url)("miniprogram-ci");
const directory = mkdtempSync(join(tmpdir(), "wx-npm-"));

try {
  for (const [file, content] of Object.entries(APP)) write(file, content);
  const installed = join(directory, "node_modules/wx-cos-uploader");
  mkdirSync(installed, { recursive: true });
  const [{ filename }] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", directory], PACKAGE));
  run("tar", ["-xzf", join(directory, filename), "--strip-components=1", "-C", installed], directory);

  const project = new ci.Project({
    appid: "touristappid",
    type: "miniProgram",
    projectPath: directory,
    privateKey: "none",
    ignores: ["node_modules/**/*"],
    // miniprogram-ci 2.1.42 reads this instead of asking WeChat's server. It is undocumented, so package.json pins the exact version.
    attr: async () => ci.DefaultProjectAttr,
  });
  const warnings = await ci.packNpm(project, { reporter: () => {} });
  if (warnings.length > 0) throw new Error(JSON.stringify(warnings));
  const missing = EXPECTED.filter((file) => !existsSync(join(directory, "miniprogram_npm/wx-cos-uploader", file)));
  if (missing.length > 0) throw new Error(`the npm build did not create ${missing.join(", ")}`);
  const setting = { es6: true, minify: true };
  await ci.getCompiledResult(
    { project, version: "0.0.0", setting, onProgressUpdate: () => {} },
    join(directory, "a.zip"),
  );
  process.stdout.write(
    "WeChat's npm build accepts wx-cos-uploader, and its compiler accepts a mini program that uses it\n",
  );
} catch (error) {
  process.stderr.write(
    `WeChat's npm build or compiler rejects wx-cos-uploader: ${error.code ?? ""} ${error.message}\n`,
  );
  process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
// The compiler's worker processes would keep this process alive.
process.exit();

function write(file, content) {
  const path = join(directory, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
}

function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return stdout;
}
