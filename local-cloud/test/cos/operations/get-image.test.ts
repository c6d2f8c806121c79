import sharp from "sharp";
import { send, type WireResponse } from "../support/send.ts";
import { presignedRequest, signedRequest } from "../support/signed-request.ts";
import { useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();

/** Stores a photo of 400 by 300 pixels that says where it was taken. */
async function putPhoto(key: string, format: "jpeg" | "png" | "webp" | "gif" | "avif" = "jpeg"): Promise<void> {
  const image = sharp({ create: { width: 400, height: 300, channels: 3, background: "red" } });
  const body = await image
    .withExif({ IFD0: { Copyright: "somebody" } })
    .toFormat(format)
    .toBuffer();
  const { host, port } = bucket();
  await send(port, signedRequest({ method: "PUT", key, host, body }));
}

function get(instruction: string, key = "a.jpg"): Promise<WireResponse> {
  const { host, port } = bucket();
  return send(port, signedRequest({ method: "GET", key, host, query: [[instruction, ""]] }));
}

test.each([
  ["200x", 200, 150],
  ["x150", 200, 150],
  ["200x200", 200, 150],
  ["1000x", 400, 300],
  ["!50p", 200, 150],
  ["!50px", 200, 300],
  ["!x50p", 400, 150],
  ["!100x100r", 133, 100],
  ["100x100!", 100, 100],
  ["10000@", 115, 86],
])("thumbnail/%s of 400x300 is %dx%d", async (size, width, height) => {
  await putPhoto("a.jpg");
  const { status, headers, bytes } = await get(`imageMogr2/thumbnail/${size}/`);
  expect([status, headers["content-type"]]).toEqual([200, "image/jpeg"]);
  expect(await sharp(bytes).metadata()).toMatchObject({ width, height, format: "jpeg" });
  expect(headers["content-length"]).toBe(String(bytes.length));
});

test.each([
  ["jpg", "image/jpeg", "jpeg"],
  ["png", "image/png", "png"],
  ["webp", "image/webp", "webp"],
  ["gif", "image/gif", "gif"],
  ["avif", "image/avif", "heif"],
])("format/%s responds with %s", async (format, contentType, found) => {
  await putPhoto("a.jpg");
  const { headers, bytes } = await get(`imageMogr2/thumbnail/40x/format/${format}/quality/50`);
  expect(headers["content-type"]).toBe(contentType);
  expect((await sharp(bytes).metadata()).format).toBe(found);
});

test.each(["png", "webp", "gif", "avif"] as const)("keeps the format of %s", async (format) => {
  await putPhoto("a", format);
  expect((await get("imageMogr2/thumbnail/40x", "a")).headers["content-type"]).toBe(`image/${format}`);
});

test("quality changes the size, and strip removes the metadata", async () => {
  const { host, port } = bucket();
  const noise = { type: "gaussian", mean: 128, sigma: 40 } as const;
  const create = { width: 100, height: 100, channels: 3, background: "red", noise } as const;
  const body = await sharp({ create })
    .jpeg()
    .withExif({ IFD0: { Copyright: "somebody" } })
    .toBuffer();
  await send(port, signedRequest({ method: "PUT", key: "a.jpg", host, body }));
  const [low, high] = [await get("imageMogr2/quality/10"), await get("imageMogr2/quality/95!")];
  expect(low.bytes.length).toBeLessThan(high.bytes.length / 2);
  expect((await sharp(low.bytes).metadata()).exif?.includes("somebody")).toBe(true);
  expect((await sharp((await get("imageMogr2/strip")).bytes).metadata()).exif).toBeUndefined();
});

test("the signature in a URL covers the instruction, whether its name is encoded or not", async () => {
  await putPhoto("a.jpg");
  const { host, port } = bucket();
  const request = presignedRequest({ method: "GET", key: "a.jpg", host, query: [["imageMogr2/thumbnail/40x/", ""]] });
  expect(request.target).toContain("imageMogr2%2Fthumbnail%2F40x%2F=");
  const raw = request.target.replace("imageMogr2%2Fthumbnail%2F40x%2F=", "imageMogr2/thumbnail/40x/");
  const other = request.target.replace("40x", "41x");
  const statuses = [];
  for (const target of [request.target, raw, other]) statuses.push((await send(port, { ...request, target })).status);
  expect(statuses).toEqual([200, 200, 403]);
});

test.each([
  ["imageMogr2/rotate/90", 501, "NotImplemented"],
  ["imageMogr2/thumbnail/40x|imageMogr2/rotate/90", 501, "NotImplemented"],
  ["imageMogr2/format/heif", 501, "NotImplemented"],
  ["imageMogr2/format/constructor", 501, "NotImplemented"],
  ["imageMogr2/thumbnail/0x", 400, "InvalidArgument"],
  ["imageMogr2/thumbnail/x", 400, "InvalidArgument"],
  ["imageMogr2/thumbnail/", 400, "InvalidArgument"],
  ["imageMogr2/thumbnail/99999x", 400, "InvalidArgument"],
  ["imageMogr2/quality/101", 400, "InvalidArgument"],
  ["imageView2/1/w/40", 501, "NotImplemented"],
  ["imageInfo", 501, "NotImplemented"],
  ["imageMogr2", 501, "NotImplemented"],
])("rejects %s with %d %s", async (instruction, status, code) => {
  await putPhoto("a.jpg");
  const response = await get(instruction);
  expect([response.status, response.xml("Code")]).toEqual([status, code]);
});

test("rejects an object that is not an image, a missing key and an anonymous request", async () => {
  const { host, port } = bucket();
  await send(port, signedRequest({ method: "PUT", key: "a.jpg", host, body: "text" }));
  expect((await get("imageMogr2/thumbnail/40x")).xml("Code")).toBe("InvalidArgument");
  expect((await get("imageMogr2/thumbnail/40x", "b")).xml("Code")).toBe("NoSuchKey");
  const headers = [["Host", host]] as const;
  const anonymous = await send(port, { method: "GET", target: "/a.jpg?imageMogr2/thumbnail/40x", headers });
  expect(anonymous.xml("Code")).toBe("AccessDenied");
});

test("responds to a snapshot of a video with NotImplemented", async () => {
  const { host, port } = bucket();
  const query = [
    ["ci-process", "snapshot"],
    ["time", "1"],
    ["format", "jpg"],
  ] as const;
  const response = await send(port, signedRequest({ method: "GET", key: "a.mp4", host, query }));
  expect([response.status, response.xml("Message")]).toEqual([501, expect.stringContaining("?ci-process")]);
});

test("says how to install sharp where it is missing", async () => {
  jest.resetModules();
  jest.doMock("sharp", () => {
    throw Object.assign(new Error("Cannot find package 'sharp'"), { code: "ERR_MODULE_NOT_FOUND" });
  });
  const { processImage } = await import("../../../src/cos/image/process-image.ts");
  const processed = processImage(Buffer.from("a"), { strips: false });
  await expect(processed).rejects.toMatchObject({
    code: "NotImplemented",
    message: expect.stringContaining("npm install"),
  });
  jest.dontMock("sharp");
});
