// Installs WeChat's compiler beside this file if it is missing or has another version, then runs the checks. `npm run check:wechat`
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const { dependencies } = JSON.parse(readFileSync(`${HERE}package.json`, "utf8"));

if (installedVersion() !== dependencies["miniprogram-ci"]) {
  process.stdout.write("Installing WeChat's compiler into tools/wx-ci, about 280 MB, only once ...\n");
  // Compiling does not need the install scripts of its packages.
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]);
}
for (const check of ["check.mjs", "check-npm-package.mjs"]) run(process.execPath, [check]);

function installedVersion() {
  const path = `${HERE}node_modules/miniprogram-ci/package.json`;
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).version : undefined;
}

function run(command, values) {
  const isWindowsShim = process.platform === "win32" && command === "npm";
  const { status, error } = spawnSync(command, values, { cwd: HERE, stdio: "inherit", shell: isWindowsShim });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
