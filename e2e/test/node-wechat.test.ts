import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createNodeWechat } from "../wechat/node-wechat.ts";

/** The stand-in for `wx` has to fail as a phone does. Otherwise the tests of large files prove nothing. */
let directory: string;
let filePath: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "node-wechat-"));
  filePath = join(directory, "video.mp4");
  await writeFile(filePath, "0123456789");
});
afterAll(() => rm(directory, { recursive: true }));

type Call = (callbacks: { success(result: object): void; fail(failure: object): void }) => void;

/** The result of a call, or its failure. */
const outcome = (call: Call) =>
  new Promise<Record<string, unknown>>((resolve) => {
    call({ success: (result) => resolve({ ...result }), fail: (failure) => resolve({ ...failure }) });
  });
const text = (buffer: unknown) => (buffer instanceof ArrayBuffer ? Buffer.from(buffer).toString() : undefined);

test("readFile reads a slice, and fails beyond the end of the file", async () => {
  const files = createNodeWechat().getFileSystemManager();
  const read = (option: object) => outcome((callbacks) => files.readFile({ filePath, ...option, ...callbacks }));
  expect(text((await read({ position: 3, length: 4 }))["data"])).toBe("3456");
  expect(text((await read({}))["data"])).toBe("0123456789");
  for (const wrong of [{ position: 8, length: 3 }, { length: 0 }, { position: -1, length: 2 }]) {
    expect(await read(wrong)).toMatchObject({ errno: 1_300_022 });
  }
  expect(await outcome((callbacks) => files.readFile({ filePath: "/nowhere", ...callbacks }))).toMatchObject({
    errno: 1_300_002,
  });
});

test("an open file is read into a buffer, reports fewer bytes at its end, and is counted until it is closed", async () => {
  const wechat = createNodeWechat();
  const files = wechat.getFileSystemManager();
  const { fd } = await outcome((callbacks) => files.open({ filePath, ...callbacks }));
  expect(wechat.openFileCount).toBe(1);
  const arrayBuffer = new ArrayBuffer(4);
  const read = (option: object) =>
    outcome((callbacks) => files.read({ fd: String(fd), arrayBuffer, position: 0, ...option, ...callbacks }));
  expect(await read({ length: 4, position: 3 })).toMatchObject({ bytesRead: 4 });
  expect(text(arrayBuffer)).toBe("3456");
  expect(await read({ length: 4, position: 8 })).toMatchObject({ bytesRead: 2 });
  expect(await read({ offset: 2, length: 3 })).toMatchObject({ errno: 1_301_006 });
  expect(await outcome((callbacks) => files.fstat({ fd: String(fd), ...callbacks }))).toMatchObject({
    stats: { size: 10 },
  });
  await outcome((callbacks) => files.close({ fd: String(fd), ...callbacks }));
  expect(wechat.openFileCount).toBe(0);
  expect(await read({ length: 1 })).toMatchObject({ errno: 1_300_009 });
});

test("the storage outlives the mini program if it is passed on, and holds values rather than objects", async () => {
  const storage = new Map<string, string>();
  const data = { parts: [1, 2] };
  await outcome((callbacks) => createNodeWechat({}, { storage }).setStorage({ key: "a", data, ...callbacks }));
  data.parts.push(3);
  const next = createNodeWechat({}, { storage });
  const get = () => outcome((callbacks) => next.getStorage({ key: "a", ...callbacks }));
  expect(await get()).toMatchObject({ data: { parts: [1, 2] } });
  await outcome((callbacks) => next.removeStorage({ key: "a", ...callbacks }));
  expect(await get()).toMatchObject({ errMsg: "getStorage:fail data not found" });
});

test("setStorage fails for more than 1 MB", async () => {
  const data = "x".repeat(1024 * 1024);
  const result = await outcome((callbacks) => createNodeWechat().setStorage({ key: "a", data, ...callbacks }));
  expect(result).toEqual({ errMsg: "setStorage:fail exceed storage item max length" });
});
