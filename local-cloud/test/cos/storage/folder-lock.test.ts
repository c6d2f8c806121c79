import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockFolder } from "../../../src/cos/storage/folder-lock.ts";

let parent: string;
let directory: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "local-cos-"));
  directory = join(parent, "a", "b");
});
afterEach(async () => {
  await rm(parent, { recursive: true });
});

async function leaveLock(text: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "lock"), text);
}

test("a folder – is made, locked once, and let go", async () => {
  const unlock = await lockFolder(directory);
  await expect(lockFolder(directory)).rejects.toThrow(
    `another local COS (process ${process.pid}) uses the folder ${directory}; set LOCAL_COS_DIR to a folder of its own`,
  );
  await unlock();
  expect(await readdir(directory)).toEqual([]);
  await (await lockFolder(directory))();
});

test("the lock of another running process – is kept", async () => {
  await leaveLock(JSON.stringify({ pid: process.ppid, startedMs: 1 }));
  await expect(lockFolder(directory)).rejects.toThrow(`another local COS (process ${process.ppid})`);
  expect(JSON.parse(await readFile(join(directory, "lock"), "utf8"))).toEqual({ pid: process.ppid, startedMs: 1 });
});

test.each([
  ["a process that is gone", () => ({ pid: spawnSync(process.execPath, ["--version"]).pid, startedMs: 1 })],
  ["an earlier process of this one's number", () => ({ pid: process.pid, startedMs: 1 })],
])("the lock of %s – is taken over", async (_what, owner) => {
  await leaveLock(JSON.stringify(owner()));
  const unlock = await lockFolder(directory);
  expect(await readdir(directory)).toEqual(["lock"]);
  await expect(lockFolder(directory)).rejects.toThrow("another local COS");
  await unlock();
});

const testOnLinux = process.platform === "linux" ? test : test.skip;

testOnLinux(
  "the lock of a dead process whose number another one has – is taken over; of that one itself, kept",
  async () => {
    const stat = await readFile(`/proc/${process.ppid}/stat`, "utf8");
    const startedTicks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    await leaveLock(JSON.stringify({ pid: process.ppid, startedMs: 1, startedTicks }));
    await expect(lockFolder(directory)).rejects.toThrow(`another local COS (process ${process.ppid})`);
    await leaveLock(JSON.stringify({ pid: process.ppid, startedMs: 1, startedTicks: "1" }));
    await (await lockFolder(directory))();
  },
);

test.each(["", "12", "{}", '{"pid":"1"}'])("a lock that says %j – is kept, and the file is named", async (text) => {
  await leaveLock(text);
  await expect(lockFolder(directory)).rejects.toThrow(`remove ${join(directory, "lock")} if none is running`);
});

test.each([
  ["stands in a file", join("a", "b"), "ENOTDIR"],
  ["is a file", "a", "EEXIST"],
])("a folder that %s – names LOCAL_COS_DIR, and the system's reason", async (_where, name, code) => {
  await writeFile(join(parent, "a"), "");
  const folder = join(parent, name);
  await expect(lockFolder(folder)).rejects.toMatchObject({
    message: `the local COS cannot use the folder ${folder}; set LOCAL_COS_DIR to another`,
    cause: expect.objectContaining({ code }),
  });
});
