import { mkdtemp, readdir, rm, watch } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChildBucket } from "../../../bench/child-bucket.ts";
import { send } from "../support/send.ts";
import { signedRequest, type ToSign } from "../support/signed-request.ts";

/** Signs with the machine's clock, which the child process uses. */
function signedNow(toSign: ToSign) {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return signedRequest({ keyTime: `${nowSeconds - 60};${nowSeconds + 900}`, ...toSign });
}

test("keeps every acknowledged upload and nothing of an interrupted one when the process is killed", async () => {
  const directory = await mkdtemp(join(tmpdir(), "local-cos-"));
  try {
    const { host, port, ...killed } = await startChildBucket(directory);
    for (const key of ["a", "照片/b"]) {
      expect((await send(port, signedNow({ method: "PUT", key, host, body: "acknowledged" }))).status).toBe(200);
    }

    const uploads = join(directory, "uploads");
    const changes = watch(uploads)[Symbol.asyncIterator]();
    const started = changes.next();
    const cut = signedNow({ method: "PUT", key: "a", host, headers: [["Content-Length", "1000000"]] });
    const lines = cut.headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    socket.write(`PUT /a HTTP/1.1\r\n${lines}\r\n${"x".repeat(500_000)}`);
    await started;
    await killed.stop("SIGKILL");
    await changes.return?.();
    socket.destroy();
    expect(await readdir(uploads)).toHaveLength(1);

    const restarted = await startChildBucket(directory);
    const list = await send(restarted.port, signedNow({ method: "GET", host: restarted.host }));
    expect([...list.text.matchAll(/<Key>([^<]*)/g)].map(([, key]) => key)).toEqual(["a", "照片/b"]);
    const object = await send(restarted.port, signedNow({ method: "GET", key: "a", host: restarted.host }));
    expect(object.text).toBe("acknowledged");
    expect(await readdir(uploads)).toEqual([]);
    await restarted.stop("SIGTERM");
  } finally {
    await rm(directory, { recursive: true });
  }
}, 30_000);
