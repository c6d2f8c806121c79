import { CosCallError } from "../../src/cos/cos-error.ts";
import type { ObjectOnCos } from "../../src/cos/multipart-calls.ts";
import { type ConfirmUploadsOptions, createConfirmUploads } from "../../src/objects/confirm-uploads.ts";
import { createObjectKeyParser, type ParsedObjectKey } from "../../src/uploads/parse-object-key.ts";
import { createUploadRules } from "../../src/uploads/upload-rules.ts";
import { cosError } from "../support/test-multipart.ts";

const NOW_MS = Date.parse("2026-11-23T04:05:06Z");
const GOOD: ObjectOnCos = {
  bytes: 1_000,
  contentType: "image/jpeg",
  etag: "e",
  crc64: "1",
  lastModifiedMs: NOW_MS - 1_000,
};
const parse = createObjectKeyParser("uploads");

function keyOf(index: number, ext = "jpg"): ParsedObjectKey {
  const parsed = parse(`uploads/li/20261123/20261123120506-${String(index).padStart(32, "0")}.${ext}`);
  if (parsed === undefined) throw new Error("no key");
  return parsed;
}
const keys = (count: number) => Array.from({ length: count }, (_, index) => keyOf(index));

function confirmWith(
  head: (key: string) => Promise<ObjectOnCos | undefined>,
  options: Partial<ConfirmUploadsOptions> = {},
) {
  const deleted: string[] = [];
  const failures: unknown[] = [];
  const confirm = createConfirmUploads({
    cos: { head, deleteObject: async (key) => void deleted.push(key) },
    rules: createUploadRules().extensions,
    deleteRejected: true,
    wait: async () => {},
    now: () => NOW_MS,
    reportFailure: (error) => void failures.push(error),
    ...options,
  });
  return { confirm, deleted, failures };
}

/** A HEAD that counts the calls in progress. */
function countingHead() {
  const calls = { running: 0, most: 0 };
  async function head() {
    calls.running += 1;
    calls.most = Math.max(calls.most, calls.running);
    await new Promise(setImmediate);
    calls.running -= 1;
    return GOOD;
  }
  return { head, calls };
}

test("20 keys take the time of one", async () => {
  const { head, calls } = countingHead();
  const { confirm } = confirmWith(head);
  expect((await confirm(keys(20))).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => "stored"));
  expect(calls.most).toBe(20);
});

test("a thousand requests at once have 200 calls of COS in progress at most, and all finish", async () => {
  const { head, calls } = countingHead();
  const { confirm } = confirmWith(head);
  const all = await Promise.all(Array.from({ length: 1_000 }, () => confirm(keys(3))));
  expect(all.flat().every(({ status }) => status === "stored")).toBe(true);
  expect(calls).toEqual({ most: 200, running: 0 });
});

test("a COS that does not respond holds up no request for longer than its own calls", async () => {
  let nowMs = NOW_MS;
  let calls = 0;
  const { confirm } = confirmWith(
    async () => {
      calls += 1;
      await new Promise(setImmediate);
      nowMs += 100;
      throw cosError("HeadObject", undefined, "NoResponse");
    },
    { now: () => nowMs },
  );
  const all = await Promise.all(Array.from({ length: 100 }, () => confirm(keys(20))));
  expect(all.flat().every(({ status }) => status === "unknown")).toBe(true);
  expect(calls).toBeLessThanOrEqual(400);
});

test("each key has its own state, in the order of the request", async () => {
  const results: ReadonlyArray<() => Promise<ObjectOnCos | undefined>> = [
    async () => GOOD,
    () => Promise.reject(cosError("HeadObject", 403, "Status403")),
    async () => undefined,
    () => Promise.reject(cosError("HeadObject", 500, "Status500")),
    () => Promise.reject(cosError("HeadObject", undefined, "NoResponse")),
  ];
  const { confirm, failures } = confirmWith((key) => results[Number(key.slice(-5, -4))]?.() ?? Promise.reject());
  const statuses = (await confirm(keys(5))).map(({ status }) => status);
  expect(statuses).toEqual(["stored", "unknown", "missing", "unknown", "unknown"]);
  expect(failures).toEqual([expect.objectContaining({ status: 403 })]);
});

test("a key that COS does not have is looked for twice, after a pause", async () => {
  const headed: string[] = [];
  const waited: number[] = [];
  const { confirm } = confirmWith(
    async (key) => {
      headed.push(key);
      return headed.length === 1 ? undefined : GOOD;
    },
    { wait: async (ms) => void waited.push(ms) },
  );
  expect((await confirm(keys(1)))[0]?.status).toBe("stored");
  expect([headed.length, waited]).toEqual([2, [300]]);
});

test.each<[what: string, object: Partial<ObjectOnCos>, ext: string, status: string, isDeleted: boolean]>([
  ["the largest photo", { bytes: 20 * 1024 ** 2 }, "jpg", "stored", false],
  ["one byte more", { bytes: 20 * 1024 ** 2 + 1 }, "jpg", "rejected", true],
  ["parameters of the type", { contentType: "Image/JPEG; charset=x" }, "jpg", "stored", false],
  ["another type", { contentType: "text/html" }, "jpg", "rejected", true],
  ["no type", { contentType: "" }, "jpg", "rejected", true],
  [
    "an object of two days ago",
    { bytes: 1024 ** 4, lastModifiedMs: NOW_MS - 2 * 86_400_000 },
    "jpg",
    "rejected",
    false,
  ],
  ["an object without a date", { bytes: 1024 ** 4, lastModifiedMs: Number.NaN }, "jpg", "rejected", false],
  ["an extension that is no longer allowed", { contentType: "image/bmp" }, "bmp", "stored", false],
])("%s", async (_, object, ext, status, isDeleted) => {
  const { confirm, deleted } = confirmWith(async () => ({ ...GOOD, ...object }));
  expect((await confirm([keyOf(1, ext)]))[0]?.status).toBe(status);
  expect(deleted).toEqual(isDeleted ? [keyOf(1, ext).key] : []);
});

test("nothing is deleted unless DELETE_REJECTED is true, and a failed deletion changes no response", async () => {
  const html = async () => ({ ...GOOD, contentType: "text/html" });
  const kept = confirmWith(html, { deleteRejected: false });
  expect((await kept.confirm(keys(1)))[0]?.status).toBe("rejected");
  expect(kept.deleted).toEqual([]);
  const failure = cosError("DeleteObject", 403, "AccessDenied");
  const failing = confirmWith(html, { cos: { head: html, deleteObject: () => Promise.reject(failure) } });
  expect((await failing.confirm(keys(1)))[0]?.status).toBe("rejected");
  expect(failing.failures).toEqual([failure]);
});

test("a fault of the server itself is no state of an upload", async () => {
  const { confirm } = confirmWith(() => Promise.reject(new TypeError("a fault")));
  await expect(confirm(keys(2))).rejects.toThrow(TypeError);
  expect(cosError("HeadObject", 403, "x")).toBeInstanceOf(CosCallError);
});
