// Runs checks of a folder in tools/ that has dependencies of its own, after installing them beside the checks if they are missing or old.
//   node tools/check-with-install.mjs <folder> <check.mjs> ... [--option ...]
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [name, ...others] = process.argv.slice(2);
const options = others.filter((value) => value.startsWith("--"));
const checks = others.filter((value) => !options.includes(value));
const folder = join(fileURLToPath(new URL(".", import.meta.url)), name);
const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
/** The lock file that the installed packages are those of. */
const installedLock = join(folder, "node_modules/.installed-lock.json");

if (!existsSync(installedLock) || readFileSync(installedLock, "utf8") !== lock) {
  process.stdout.write(`Installing the packages of tools/${name}, more than 200 MB, only once ...\n`);
  // The checks do not need the install scripts of these packages.
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(installedLock, lock);
}
for (const check of checks) run(process.execPath, [check, ...options]);

function run(command, values) {
  const isWindowsShim = process.platform === "win32" && command === "npm";
  const { status, error } = spawnSync(command, values, { cwd: folder, stdio: "inherit", shell: isWindowsShim });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
