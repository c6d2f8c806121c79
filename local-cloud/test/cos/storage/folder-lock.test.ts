import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
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

test("creates a folder, locks it once, and releases it", async () => {
  const unlock = await lockFolder(directory);
  await expect(lockFolder(directory)).rejects.toThrow(
    `another local COS (process ${process.pid}) uses the folder ${directory}; set directory or LOCAL_COS_DIR to a folder of its own`,
  );
  await unlock();
  expect(await readdir(directory)).toEqual([]);
  await (await lockFolder(directory))();
});

test("keeps the lock of another running process", async () => {
  await leaveLock(JSON.stringify({ pid: process.ppid, startedMs: 1 }));
  await expect(lockFolder(directory)).rejects.toThrow(`another local COS (process ${process.ppid})`);
  expect(JSON.parse(await readFile(join(directory, "lock"), "utf8"))).toEqual({ pid: process.ppid, startedMs: 1 });
});

test.each([
  ["a process that has ended", () => ({ pid: spawnSync(process.execPath, ["--version"]).pid, startedMs: 1 })],
  ["an earlier process with this process's number", () => ({ pid: process.pid, startedMs: 1 })],
])("takes over the lock of %s", async (_what, owner) => {
  await leaveLock(JSON.stringify(owner()));
  const unlock = await lockFolder(directory);
  expect(await readdir(directory)).toEqual(["lock"]);
  await expect(lockFolder(directory)).rejects.toThrow("another local COS");
  await unlock();
});

const [testOnLinux, skipped] = process.platform === "linux" ? [test, ""] : [test.skip, "SKIPPED, needs /proc: "];

testOnLinux(`${skipped}takes over the lock of a killed process that its parent has not noticed yet`, async () => {
  // The shell becomes a program that never waits for the child it started.
  const parentProcess = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line]: Buffer[] = await once(parentProcess.stdout, "data");
    const pid = Number(line);
    const fields = async () => (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ").at(-1)?.split(" ") ?? [];
    while ((await readFile(`/proc/${parentProcess.pid}/comm`, "utf8")) !== "sleep\n");
    process.kill(pid, "SIGKILL");
    while ((await fields())[0] !== "Z");
    await leaveLock(JSON.stringify({ pid, startedMs: 1, startedTicks: (await fields())[19] }));
    await (await lockFolder(directory))();
    await leaveLock(JSON.stringify({ pid, startedMs: 1 }));
    await (await lockFolder(directory))();
  } finally {
    parentProcess.kill("SIGKILL");
  }
});

testOnLinux(
  `${skipped}takes over a dead process's lock whose number belongs to another process now, and keeps that process's own lock`,
  async () => {
    const stat = await readFile(`/proc/${process.ppid}/stat`, "utf8");
    const startedTicks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    await leaveLock(JSON.stringify({ pid: process.ppid, startedMs: 1, startedTicks }));
    await expect(lockFolder(directory)).rejects.toThrow(`another local COS (process ${process.ppid})`);
    await leaveLock(JSON.stringify({ pid: process.ppid, startedMs: 1, startedTicks: "1" }));
    await (await lockFolder(directory))();
  },
);

test.each(["", "12", "{}", '{"pid":"1"}'])("keeps a lock with the text %j and names its file", async (text) => {
  await leaveLock(text);
  await expect(lockFolder(directory)).rejects.toThrow(`remove ${join(directory, "lock")} if none is running`);
});

test.each([
  ["is inside a file", join("a", "b"), "ENOTDIR"],
  ["is a file", "a", "EEXIST"],
])("names LOCAL_COS_DIR and the system's reason for a folder that %s", async (_where, name, code) => {
  await writeFile(join(parent, "a"), "");
  const folder = join(parent, name);
  await expect(lockFolder(folder)).rejects.toMatchObject({
    message: `the local COS cannot use the folder ${folder}; set directory or LOCAL_COS_DIR to another`,
    cause: expect.objectContaining({ code }),
  });
});
