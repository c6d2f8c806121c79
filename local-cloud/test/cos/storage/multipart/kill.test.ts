import { EventEmitter, once } from "node:events";
import { watch } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { useChildBucket } from "../../support/child-bucket.ts";
import {
  MEBIBYTE,
  multipartCalls,
  type PartToList,
  type UploadName,
  xmlTexts,
} from "../../support/multipart-upload.ts";

const { directory, bucket, start, kill } = useChildBucket();

// The process has the machine's clock.
const nowSeconds = Math.floor(Date.now() / 1000);
const cos = multipartCalls(bucket, { keyTime: `${nowSeconds - 60};${nowSeconds + 900}` });

/** Counts the changes in the folders that Complete changes: 1 metadata file, 1 rename of it, and the files of the upload's folder. */
function watchChanges(uploadId: string) {
  const events = new EventEmitter();
  let count = 0;
  const folders = ["uploads", "objects", join("multipart", uploadId)];
  const watchers = folders.map((folder) =>
    watch(join(directory(), folder), () => {
      count += 1;
      events.emit("change");
    }),
  );
  return {
    async reach(wanted: number) {
      while (count < wanted) await once(events, "change");
    },
    end() {
      for (const watcher of watchers) watcher.close();
    },
  };
}

function dataFiles(): Promise<string[]> {
  return readdir(join(directory(), "data"));
}

test("a killed process loses no upload and no acknowledged part", async () => {
  await start();
  const headers = [
    ["Content-Type", "video/mp4"],
    ["x-cos-meta-name", "a"],
    ["x-cos-acl", "public-read"],
  ] as const;
  const uploads: UploadName[] = [];
  for (const key of ["照片/a b", "b", "b"]) uploads.push({ key, id: await cos.begin(key, headers) });
  const parts = await cos.uploadParts(uploads[0] ?? { key: "", id: "" }, [Buffer.alloc(MEBIBYTE, "a"), "the end"]);
  const before = await cos.listUploads();
  await kill();

  await start();
  const after = await cos.listUploads();
  expect(after.text).toBe(before.text);
  expect(xmlTexts(after, "Key")).toEqual(["b", "b", "照片/a b"]);
  const [upload = { key: "", id: "" }, aborted = { key: "", id: "" }] = uploads;
  expect(xmlTexts(await cos.listParts(upload), "Size")).toEqual([String(MEBIBYTE), "7"]);
  await cos.uploadPart(aborted, 1, "a");
  expect(await dataFiles()).toHaveLength(3);
  expect((await cos.abort(aborted)).status).toBe(204);
  expect(await dataFiles()).toHaveLength(2);

  expect((await cos.complete(upload, parts)).status).toBe(200);
  await kill();
  await start();
  const object = await cos.call({ method: "GET", key: upload.key });
  expect(object.bytes.toString()).toBe(`${"a".repeat(MEBIBYTE)}the end`);
  expect(object.headers).toMatchObject({ "content-type": "video/mp4", "x-cos-meta-name": "a" });
  expect((await fetch(`http://${bucket().host}/%E7%85%A7%E7%89%87/a%20b`)).status).toBe(200);
  expect(await readdir(join(directory(), "multipart"))).toHaveLength(1);
});

test("a process that is killed during Complete leaves an upload that can be completed, or the whole object", async () => {
  await start();
  const bodies = Array.from({ length: 4 }, (_value, index) => Buffer.alloc(MEBIBYTE, index));
  const whole = Buffer.concat(bodies);
  let upload: UploadName = { key: "a", id: "" };
  let parts: readonly PartToList[] = [];
  for (let round = 0; round < 10; round += 1) {
    if (upload.id === "") {
      upload = { key: "a", id: await cos.begin("a") };
      parts = await cos.uploadParts(upload, bodies);
    }
    const changes = watchChanges(upload.id);
    const completing = cos.complete(upload, parts).catch(() => undefined);
    // The kill meets Complete at another change of the store's folders in each round.
    await changes.reach(round + 1);
    await kill();
    changes.end();
    const response = await completing;
    await start();
    const listed = await cos.listParts(upload);
    if (listed.status === 404) {
      const { status, bytes } = await cos.call({ method: "GET", key: "a" });
      expect([status, bytes.equals(whole)]).toEqual([200, true]);
      expect(await dataFiles()).toHaveLength(parts.length);
      await cos.call({ method: "DELETE", key: "a" });
      upload = { key: "a", id: "" };
    } else {
      expect(response?.text ?? "").not.toContain("</CompleteMultipartUploadResult>");
      expect(xmlTexts(listed, "PartNumber")).toHaveLength(parts.length);
      expect((await cos.call({ method: "HEAD", key: "a" })).status).toBe(404);
    }
  }
  if (upload.id !== "") expect((await cos.complete(upload, parts)).text).toContain("CompleteMultipartUploadResult");
}, 180_000);

const onPosix = process.platform === "win32" ? test.skip : test;
const title = "a part that the disk has no room for leaves the earlier part and no file";
onPosix(process.platform === "win32" ? `SKIPPED, needs a POSIX shell: ${title}` : title, async () => {
  await start({ maxFileBytes: MEBIBYTE });
  const upload = { key: "a", id: await cos.begin("a") };
  const parts = await cos.uploadParts(upload, [Buffer.alloc(MEBIBYTE, "a"), "the end"]);
  for (const partNumber of [1, 3]) {
    const { status, xml } = await cos.uploadPart(upload, partNumber, Buffer.alloc(2 * MEBIBYTE + 1));
    expect([status, xml("Code"), xml("Message")]).toEqual([500, "InternalError", expect.stringContaining("size")]);
  }
  expect(await readdir(join(directory(), "uploads"))).toEqual([]);
  expect(await dataFiles()).toHaveLength(2);
  expect((await cos.complete(upload, parts)).text).toContain("CompleteMultipartUploadResult");
  expect((await cos.call({ method: "HEAD", key: "a" })).headers["content-length"]).toBe(String(MEBIBYTE + 7));
});
