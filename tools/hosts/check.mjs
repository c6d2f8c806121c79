// Builds the example mini programs with the tools of their frameworks, type-checks them, and uploads with each in a browser.
// An example is built again only if it, its tools or wx-cos-uploader changed. `npm run check:hosts`
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPacked } from "../pack-uploader.mjs";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
const PACKAGE = "wx-cos-uploader";

/** The examples, with the folder that each builds, whose size is printed. */
const EXAMPLES = [
  { name: "native-npm", built: "miniprogram_npm" },
  { name: "taro-react", built: "dist" },
  { name: "taro-vue", built: "dist" },
  { name: "uni-app", built: "dist/build/mp-weixin" },
];

/** Folders of an example that its tools write. */
const WRITTEN = ["node_modules", "dist", "miniprogram_npm", "wxcomponents"];

const workspace = mkdtempSync(join(tmpdir(), "hosts-"));
try {
  const packed = installPacked(workspace);
  const rows = EXAMPLES.map(({ name, built }) => prepare(join(REPOSITORY, "examples", name), name, built, packed));
  print(rows);
  run("npx", ["jest", "--config", "e2e/hosts/jest.config.js", ...process.argv.slice(2)], REPOSITORY, "inherit");
} finally {
  rmSync(workspace, { recursive: true, force: true });
}

function prepare(folder, name, built, packed) {
  const source = hashOf(folder, packed);
  const stamp = join(folder, "node_modules/.built-from");
  const isBuilt = existsSync(stamp) && readFileSync(stamp, "utf8") === source && existsSync(join(folder, built));
  const row = { name, installSeconds: 0, buildSeconds: 0 };
  if (!isBuilt) {
    row.installSeconds = install(folder);
    // npm keeps the copy of a folder that it installed earlier.
    rmSync(join(folder, "node_modules", PACKAGE), { recursive: true, force: true });
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    cpSync(packed, join(folder, "node_modules", PACKAGE), { recursive: true });
    rmSync(join(folder, built), { recursive: true, force: true });
    row.buildSeconds = secondsOf(() => run("npm", ["run", "--silent", "build"], folder));
    run("npm", ["run", "--silent", "--if-present", "typecheck"], folder);
    writeFileSync(stamp, source);
  }
  return { ...row, bytes: bytesOf(join(folder, built)) };
}

/** Installs the example's tools unless the lock file's are there. Returns the seconds it took. */
function install(folder) {
  const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
  const installed = join(folder, "node_modules/.installed-lock.json");
  if (existsSync(installed) && readFileSync(installed, "utf8") === lock) return 0;
  process.stdout.write(`Installing ${folder} ...\n`);
  const seconds = secondsOf(() => run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder));
  writeFileSync(installed, lock);
  return seconds;
}

function hashOf(...folders) {
  const hash = createHash("sha256");
  for (const folder of folders) {
    for (const file of filesOf(folder).filter(isSource))
      hash.update(`${file}\n`).update(readFileSync(join(folder, file)));
  }
  return hash.digest("hex");
}

/** The files of a folder, in a fixed order. */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function isSource(file) {
  return !file.split(/[/\\]/).some((part) => WRITTEN.includes(part));
}

function bytesOf(folder) {
  return filesOf(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}

function print(rows) {
  const seconds = (value) => `${value.toFixed(1)} s`.padStart(9);
  process.stdout.write(`${"example".padEnd(14)}  install    build      size\n`);
  for (const { name, installSeconds, buildSeconds, bytes } of rows) {
    const kilobytes = `${(bytes / 1024).toFixed(0)} KB`.padStart(9);
    process.stdout.write(`${name.padEnd(14)}${seconds(installSeconds)}${seconds(buildSeconds)}${kilobytes}\n`);
  }
}

function secondsOf(task) {
  const startMs = performance.now();
  task();
  return (performance.now() - startMs) / 1000;
}

function run(command, values, cwd, stdio = "pipe") {
  const { status, stdout, stderr } = spawnSync(command, values, { cwd, encoding: "utf8", stdio, maxBuffer: 2 ** 28 });
  if (status === 0) return stdout;
  throw new Error(`${command} ${values.join(" ")} failed in ${cwd}\n${stdout ?? ""}${stderr ?? ""}`);
}
