import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { asCosError } from "../../../src/cos/response/error-response.ts";
import { send } from "../support/send.ts";
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

testOnUnix(
  `${skipped}a disk that takes no more bytes during an upload: the response says so, and nothing is left behind`,
  async () => {
    const directory = await mkdtemp(join(tmpdir(), "local-cos-"));
    // The limit is in blocks of 512 or 1,024 bytes. The process gets EFBIG at the limit, as it gets ENOSPC on a full disk.
    const child = spawn(
      "sh",
      ["-c", 'ulimit -f 512; exec "$0" "$1"', process.execPath, join(__dirname, "../../../dist/cos/main.js")],
      {
        env: { LOCAL_COS_DIR: directory, LOCAL_COS_PORT: "0" },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    try {
      const [line]: string[] = await once(createInterface(child.stdout), "line");
      const port = Number(/:(\d+) /.exec(line ?? "")?.[1]);
      const host = `127.0.0.1:${port}`;
      const seconds = Math.floor(Date.now() / 1000);
      const keyTime = `${seconds - 60};${seconds + 900}`;
      const put = (key: string, bytes: number) =>
        send(port, signedRequest({ method: "PUT", key, host, keyTime, body: "x".repeat(bytes) }));
      expect((await put("small", 1000)).status).toBe(200);
      const response = await put("large", 2_000_000);
      expect([response.status, response.xml("Code")]).toEqual([500, "InternalError"]);
      expect(response.xml("Message")).toContain("LOCAL_COS_DIR");
      expect(await readdir(join(directory, "uploads"))).toEqual([]);
      expect(await readdir(join(directory, "data"))).toHaveLength(1);
      expect((await put("small", 2000)).status).toBe(200);
    } finally {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      await rm(directory, { recursive: true });
    }
  },
);
