import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { asCosError } from "../../../src/cos/response/error-response.ts";
import { useChildBucket } from "../support/child-bucket.ts";
import { xmlTexts } from "../support/multipart-upload.ts";
import { send, type WireResponse } from "../support/send.ts";
import { signedRequest } from "../support/signed-request.ts";

test.each([
  ["ENOSPC", "full"],
  ["EDQUOT", "quota"],
  ["EFBIG", "size"],
  ["EROFS", "read-only"],
  ["EMFILE", "open files"],
])("the system error %s becomes an InternalError that names the cause", (code, text) => {
  const error = asCosError(Object.assign(new Error(`${code}: secret`), { code }));
  expect(error).toMatchObject({ code: "InternalError", status: 500, message: expect.stringContaining(text) });
  expect(error.message).not.toContain("secret");
});

test("another system error becomes an InternalError that names no cause", () => {
  const error = asCosError(Object.assign(new Error("EIO: secret"), { code: "EIO" }));
  expect(error.message).toBe("We encountered an internal error. Please try again.");
});

const [testOnUnix, skipped] = process.platform === "win32" ? [test.skip, "SKIPPED, needs ulimit: "] : [test, ""];

// With maxFileBytes, the bucket gets EFBIG at the limit, as it gets ENOSPC on a full disk.
const { directory, bucket, start, kill } = useChildBucket();

function call(method: string, key: string, body?: string): Promise<WireResponse> {
  const seconds = Math.floor(Date.now() / 1000);
  const keyTime = `${seconds - 60};${seconds + 900}`;
  const { host, port } = bucket();
  return send(port, signedRequest({ method, key, host, keyTime, ...(body !== undefined && { body }) }));
}

testOnUnix(
  `${skipped}a disk that takes no more bytes during an upload: the response says so, and nothing is left behind`,
  async () => {
    await start({ maxFileBytes: 256 * 1024 });
    expect((await call("PUT", "small", "x".repeat(1000))).status).toBe(200);
    const response = await call("PUT", "large", "x".repeat(2_000_000));
    expect([response.status, response.xml("Code")]).toEqual([500, "InternalError"]);
    expect(response.xml("Message")).toContain("LOCAL_COS_DIR");
    expect(await readdir(join(directory(), "uploads"))).toEqual([]);
    expect(await readdir(join(directory(), "data"))).toHaveLength(1);
    expect((await call("PUT", "small", "x".repeat(2000))).status).toBe(200);
  },
);

/** About 340 bytes of it belong to each object. */
const JOURNAL_BYTES = 4096;

testOnUnix(
  `${skipped}a journal that takes no more bytes: objects can be deleted and stored, and a start loses none`,
  async () => {
    await start({ maxFileBytes: JOURNAL_BYTES });
    const keys = Array.from({ length: 20 }, (_, index) => `key-${String(index).padStart(2, "0")}`);
    for (const key of keys) expect((await call("PUT", key, key)).status).toBe(200);
    expect((await call("DELETE", "key-00")).status).toBe(204);
    expect((await call("PUT", "key-01", "new")).status).toBe(200);
    await kill();
    await start();
    expect(xmlTexts(await call("GET", ""), "Key")).toEqual(keys.slice(1));
    expect((await call("GET", "key-01")).text).toBe("new");
    expect(await readdir(join(directory(), "data"))).toHaveLength(keys.length - 1);
  },
);

testOnUnix(`${skipped}a start on a full disk says so, and a later one works`, async () => {
  await expect(start({ maxFileBytes: 0 })).rejects.toThrow("set directory or LOCAL_COS_DIR to another");
  await start();
  expect((await call("PUT", "a", "a")).status).toBe(200);
});
