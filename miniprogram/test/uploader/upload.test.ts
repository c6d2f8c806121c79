import type { UploadProgress } from "../../src/uploader/index";
import { POST_POLICY, PUT_SIGN } from "../fakes/signatures";
import { BYTES, json, PHOTO, STORED, uploadFixture } from "./upload-fixture";

describe("upload by PUT", () => {
  test("requests a signature for this extension and size, then sends the bytes", async () => {
    const { wechat, uploader } = uploadFixture();
    const result = await uploader.upload({ filePath: PHOTO }, { method: "put" }).result;
    expect(result).toEqual({
      objectUrl: PUT_SIGN.objectUrl,
      objectKey: PUT_SIGN.cosKey,
      contentType: "image/jpeg",
      bytes: 4,
      method: "put",
      etag: "abc123",
      requestId: "NjQw",
    });
    expect(wechat.calls).toEqual(["getFileInfo", "readFile", "readFile", "request", "request"]);
    expect(wechat.requests[0]).toMatchObject({
      method: "GET",
      url: "https://sign.example.com/put-sign?ext=jpg&size=4",
      dataType: "text",
      timeout: 10_000,
    });
  });

  test("sends exactly the signed headers to exactly the signed URL", async () => {
    const { wechat, uploader } = uploadFixture();
    await uploader.upload({ filePath: PHOTO }, { method: "put" }).result;
    const put = wechat.requests[1];
    expect(put).toMatchObject({
      method: "PUT",
      url: PUT_SIGN.uploadUrl,
      dataType: "text",
      redirect: "manual",
      timeout: 600_000,
    });
    expect(put?.header).toEqual(PUT_SIGN.headers);
    expect(put?.data).toEqual(BYTES.buffer);
  });

  test("has the MD5 signed in hex, as the phone computes it, if an integrity check is requested", async () => {
    const { wechat, uploader } = uploadFixture();
    await uploader.upload({ filePath: PHOTO }, { method: "put", checkIntegrity: true }).result;
    expect(wechat.requests[0]?.url).toBe(
      "https://sign.example.com/put-sign?ext=jpg&size=4&md5=D41D8CD98F00B204E9800998ECF8427E",
    );
  });

  test("reports its states in order", async () => {
    const { uploader } = uploadFixture();
    const task = uploader.upload({ filePath: PHOTO }, { method: "put" });
    const states: string[] = [task.state.name];
    task.on("change", ({ name }) => states.push(name));
    await task.result;
    expect(states).toEqual(["queued", "checking", "signing", "uploading", "done"]);
  });

  test("uses the given extension if the bytes leave it open", async () => {
    const { wechat, uploader } = uploadFixture({ files: { "wxfile://tmp/1": { bytes: BYTES } } });
    await uploader.upload({ filePath: "wxfile://tmp/1", extension: "JPEG" }, { method: "put" }).result;
    expect(wechat.requests[0]?.url).toContain("ext=jpeg");
  });

  test("has no etag and request id if COS's response shows no headers", async () => {
    const { uploader } = uploadFixture({ cos: { statusCode: 200 } });
    const result = await uploader.upload({ filePath: PHOTO }, { method: "put" }).result;
    expect(result).toMatchObject({ etag: undefined, requestId: undefined });
  });
});

describe("upload as a form", () => {
  test("sends exactly the signed fields, then the file", async () => {
    const { wechat, uploader } = uploadFixture();
    const result = await uploader.upload({ filePath: PHOTO }, { method: "post" }).result;
    expect(result).toMatchObject({ objectUrl: POST_POLICY.objectUrl, etag: "abc123", requestId: "NjQw" });
    expect(wechat.requests[0]?.url).toBe("https://sign.example.com/post-policy?ext=jpg&size=4");
    const [form] = wechat.uploads;
    expect(form).toMatchObject({ url: POST_POLICY.uploadUrl, name: "file", filePath: PHOTO, timeout: 600_000 });
    expect(form?.formData).toEqual(POST_POLICY.formData);
    expect(form).not.toHaveProperty("header");
    // Only the first bytes are read.
    expect(wechat.calls).toEqual(["getFileInfo", "readFile", "request", "uploadFile"]);
  });

  test("accepts a key with any characters", async () => {
    const cosKey = "uploads/$&-1.jpg";
    const objectUrl = `https://${POST_POLICY.cosHost}/uploads/%24%26-1.jpg`;
    const response = { ...POST_POLICY, cosKey, objectUrl, formData: { ...POST_POLICY.formData, key: cosKey } };
    const { uploader } = uploadFixture({ sign: json(response) });
    await expect(uploader.upload({ filePath: PHOTO }, { method: "post" }).result).resolves.toMatchObject({ objectUrl });
  });

  test("reports WeChat's progress, and removes its listeners", async () => {
    const { wechat, uploader } = uploadFixture({ progress: [10, 55, 100] });
    const reports: UploadProgress[] = [];
    const task = uploader.upload({ filePath: PHOTO }, { method: "post" });
    task.on("change", (state) => state.name === "uploading" && state.progress && reports.push(state.progress));
    await task.result;
    expect(reports).toMatchObject([
      { totalBytesSent: 20, totalBytesExpectedToSend: 200 },
      { totalBytesSent: 110, totalBytesExpectedToSend: 200 },
      { totalBytesSent: 200, totalBytesExpectedToSend: 200 },
    ]);
    expect(wechat.listeners.size).toBe(0);
  });

  test.each([200, 201, 204])("accepts %i as success", async (statusCode) => {
    const { uploader } = uploadFixture({ cos: { ...STORED, statusCode } });
    await expect(uploader.upload({ filePath: PHOTO }, { method: "post" }).result).resolves.toMatchObject({ bytes: 4 });
  });

  test("reads headers from the result if the base library returns them there", async () => {
    const { uploader } = uploadFixture({ uploadHeaders: "result" });
    await expect(uploader.upload({ filePath: PHOTO }, { method: "post" }).result).resolves.toMatchObject({
      requestId: "NjQw",
    });
  });

  test("needs no headers", async () => {
    const { uploader } = uploadFixture({ uploadHeaders: "none" });
    const result = await uploader.upload({ filePath: PHOTO }, { method: "post" }).result;
    expect(result).toMatchObject({ etag: undefined, requestId: undefined });
  });
});

describe("createUploader", () => {
  test.each([
    "",
    "sign.example.com",
    "ftp://sign.example.com",
    "https://",
  ])("rejects the server URL %j", (serverUrl) => {
    expect(() => uploadFixture({ uploader: { serverUrl } })).toThrow(TypeError);
  });

  test("keeps a path in the server URL, without its last slash", async () => {
    const { wechat, uploader } = uploadFixture({ uploader: { serverUrl: "https://example.com/cos/" } });
    await uploader.upload({ filePath: PHOTO }, { method: "put" }).result;
    expect(wechat.requests[0]?.url).toBe("https://example.com/cos/put-sign?ext=jpg&size=4");
  });

  test("passes on its own time limits", async () => {
    const { wechat, uploader } = uploadFixture({ uploader: { signTimeoutMs: 1234, uploadTimeoutMs: 5678 } });
    await uploader.upload({ filePath: PHOTO }, { method: "put" }).result;
    expect(wechat.requests.map(({ timeout }) => timeout)).toEqual([1234, 5678]);
  });
});
