// Installs the packed component in small mini programs, and runs WeChat's npm build (the "Build npm" of DevTools) and its compiler on them.
// Each has been built with an older version of the package before, because WeChat's npm build keeps an old package that it skips.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { installPacked } from "../pack-uploader.mjs";
import { ci, compile, openProject } from "./compiler.mjs";

const MANIFEST = { name: "app", version: "1.0.0", dependencies: { "wx-cos-uploader": "0.1.0" } };

/** A mini program that uses the component and the library from npm, by every path of the documents. */
const APP = {
  "app.json": { pages: ["pages/index/index"] },
  "app.js": "App({});",
  "pages/index/index.json": { usingComponents: { "cos-uploader": "wx-cos-uploader/cos-uploader/index" } },
  "pages/index/index.wxml": '<cos-uploader server-url="https://sign.example.com" />',
  "pages/index/index.js":
    'const { UploadError } = require("wx-cos-uploader"); require("wx-cos-uploader/uploader/index"); Page({ UploadError });',
};

/** The two layouts of docs/add-to-your-mini-program.md: package.json beside app.json, and above it. */
const LAYOUTS = [
  { name: "packNpm", root: "", setting: {}, pack: (_, project) => ci.packNpm(project, { reporter: () => {} }) },
  {
    name: "packNpmManually",
    root: "miniprogram/",
    setting: {
      packNpmManually: true,
      packNpmRelationList: [{ packageJsonPath: "./package.json", miniprogramNpmDistDir: "./miniprogram/" }],
    },
    pack: async (directory) => {
      const packageJsonPath = join(directory, "package.json");
      const miniprogramNpmDistDir = join(directory, "miniprogram");
      return (await ci.packNpmManually({ packageJsonPath, miniprogramNpmDistDir })).warnList;
    },
  },
];

const OLDER = "// an older version\n";

try {
  for (const layout of LAYOUTS) await check(layout);
  process.stdout.write(
    "WeChat's npm build updates wx-cos-uploader by packNpm and packNpmManually without a warning, and WeChat's compiler accepts its users\n",
  );
} catch (error) {
  process.stderr.write(
    `WeChat's npm build or compiler rejects wx-cos-uploader: ${error.code ?? ""} ${error.message}\n`,
  );
  process.exitCode = 1;
}
// The compiler's worker processes would keep this process alive.
process.exit();

async function check({ name, root, setting, pack }) {
  const directory = mkdtempSync(join(tmpdir(), "wx-npm-"));
  try {
    write(directory, "package.json", MANIFEST);
    const config = { appid: "touristappid", compileType: "miniprogram", miniprogramRoot: root || "./", setting };
    write(directory, "project.config.json", config);
    for (const [file, content] of Object.entries(APP)) write(directory, root + file, content);
    const built = join(directory, root, "miniprogram_npm/wx-cos-uploader");

    const installed = installPacked(directory);
    const packed = join(installed, "miniprogram_dist");
    cpSync(packed, join(directory, "new"), { recursive: true });
    for (const file of scripts(packed)) writeFileSync(join(packed, file), OLDER);
    expectNone(name, await pack(directory, openProject(directory)));
    if (read(join(built, "index.js")) !== OLDER) throw new Error(`${name} did not build the older version`);

    cpSync(join(directory, "new"), packed, { recursive: true });
    expectNone(name, await pack(directory, openProject(directory)));
    const stale = scripts(packed).filter((file) => read(join(built, file)) !== read(join(packed, file)));
    if (stale.length > 0) throw new Error(`after ${name}, these are not the new version's: ${stale.join(", ")}`);
    rmSync(join(directory, "new"), { recursive: true });
    await compile(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function expectNone(name, warnings) {
  if (warnings.length > 0) throw new Error(`${name} warns: ${JSON.stringify(warnings)}`);
}

function scripts(folder) {
  return readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".js"));
}

function read(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function write(directory, file, content) {
  const path = join(directory, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
}
