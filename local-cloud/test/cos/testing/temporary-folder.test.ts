import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { lockFolder } from "../../../src/cos/storage/folder-lock.ts";
import { createTemporaryFolder } from "../../../src/cos/testing/temporary-folder.ts";

test("remove deletes the folder with its files", async () => {
  const folder = await createTemporaryFolder();
  await writeFile(join(folder.path, "a"), "a");
  await folder.remove();
  expect(existsSync(folder.path)).toBe(false);
});

test("an exit of the process deletes the folder", () => {
  const module = join(__dirname, "../../../src/cos/testing/temporary-folder.ts");
  const script = `
    import { createTemporaryFolder } from ${JSON.stringify(module)};
    const { path } = await createTemporaryFolder();
    process.stdout.write(path, () => process.exit(3));`;
  const tsx = ["--import", "tsx", "--input-type=module", "--eval", script];
  const { status, stdout } = spawnSync(process.execPath, tsx, { encoding: "utf8", cwd: __dirname });
  expect([status, stdout]).toEqual([3, expect.stringContaining("tencent-cos-local-")]);
  expect(existsSync(stdout)).toBe(false);
});

test("the folder of a killed process is removed, that of a running one and one without a lock stay", async () => {
  const sources = join(__dirname, "../../../src/cos");
  const script = `
    import { createTemporaryFolder } from ${JSON.stringify(join(sources, "testing/temporary-folder.ts"))};
    import { lockFolder } from ${JSON.stringify(join(sources, "storage/folder-lock.ts"))};
    const { path } = await createTemporaryFolder();
    await lockFolder(path);
    process.stdout.write(path, () => process.kill(process.pid, "SIGKILL"));`;
  const [own, unlocked] = [await createTemporaryFolder(), await createTemporaryFolder()];
  await lockFolder(own.path);
  const tsx = ["--import", "tsx", "--input-type=module", "--eval", script];
  const { signal, stdout } = spawnSync(process.execPath, tsx, { encoding: "utf8", cwd: __dirname });
  expect([signal, existsSync(stdout)]).toEqual(["SIGKILL", true]);
  const next = await createTemporaryFolder();
  expect([stdout, own.path, unlocked.path].map((path) => existsSync(path))).toEqual([false, true, true]);
  await Promise.all([own, unlocked, next].map((folder) => folder.remove()));
});
