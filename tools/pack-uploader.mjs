import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = fileURLToPath(new URL("../miniprogram/npm", import.meta.url));

/** Packs wx-cos-uploader as for the registry, and unpacks it into the node_modules of a folder, as an install does. Returns its path there. */
export function installPacked(directory) {
  const installed = join(directory, "node_modules/wx-cos-uploader");
  mkdirSync(installed, { recursive: true });
  const [{ filename }] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", directory], PACKAGE));
  run("tar", ["-xzf", join(directory, filename), "--strip-components=1", "-C", installed], directory);
  return installed;
}

function run(command, values, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, values, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${values.join(" ")}: ${error?.message ?? stderr}`);
  return stdout;
}
