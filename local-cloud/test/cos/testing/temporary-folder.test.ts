import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
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
  expect([status, stdout]).toEqual([3, expect.stringContaining("local-cos-")]);
  expect(existsSync(stdout)).toBe(false);
});
