import type { PutUpload, UploadOptions } from "../../src/uploader/index";
import type { FakeFile } from "../fakes/fake-wechat";
import { PUT_SIGN } from "../fakes/signatures";
import { BYTES, type FixtureOptions, failureOf, json, PHOTO, uploadFixture } from "./upload-fixture";

const PUT: PutUpload = { method: "put" };

async function failUpload(fixture: FixtureOptions, options: UploadOptions = PUT, filePath = PHOTO) {
  const { wechat, uploader } = uploadFixture(fixture);
  const error = await failureOf(uploader.upload({ filePath }, options).result);
  return { error, wechat };
}

describe("a file that can't be sent", () => {
  test("without an extension – missing_extension, nothing is asked", async () => {
    const { error, wechat } = await failUpload({}, PUT, "wxfile://tmp.d/photo");
    expect(error).toMatchObject({ code: "missing_extension", stage: "check", retryable: false });
    expect(wechat.calls).toEqual([]);
  });

  test.each([
    ["gone", {}, { code: "file_not_found", stage: "read" }],
    [
      "unreadable",
      { [PHOTO]: { errMsg: "getFileInfo:fail system error" } },
      { code: "file_unreadable", stage: "read" },
    ],
    ["empty", { [PHOTO]: { bytes: new Uint8Array() } }, { code: "empty_file", stage: "check" }],
    [
      "over 100 MB",
      { [PHOTO]: { bytes: BYTES, size: 104_857_601 } },
      { code: "file_too_large_for_put", stage: "check" },
    ],
  ] as const)("%s – its own code, and no signature is asked for", async (_, files, expected) => {
    const { error, wechat } = await failUpload({ files });
    expect(error).toMatchObject({ ...expected, retryable: false });
    expect(wechat.calls).toEqual(["getFileInfo"]);
  });

  test("over 100 MB goes as a form", async () => {
    const { wechat, uploader } = uploadFixture({ files: { [PHOTO]: { bytes: BYTES, size: 104_857_601 } } });
    await uploader.upload({ filePath: PHOTO }, { method: "post" }).result;
    expect(wechat.uploads).toHaveLength(1);
  });

  test("over maxBytes – a message with the size and the limit", async () => {
    const { error, wechat } = await failUpload({ uploader: { maxBytes: 3 } });
    expect(error).toMatchObject({ code: "file_too_large", stage: "check", retryable: false });
    expect(error.message).toBe("the file has 4 bytes; the limit is 3");
    expect(wechat.requests).toEqual([]);
  });

  test("without an MD5 though one is wanted – digest_unavailable", async () => {
    const { error, wechat } = await failUpload(
      { files: { [PHOTO]: { bytes: BYTES } } },
      { ...PUT, checkIntegrity: true },
    );
    expect(error).toMatchObject({ code: "digest_unavailable", stage: "read" });
    expect(wechat.requests).toEqual([]);
  });

  test("changed after it was signed – file_changed, nothing is sent", async () => {
    const { error, wechat } = await failUpload({ files: { [PHOTO]: { bytes: BYTES, size: 5 } } });
    expect(error).toMatchObject({ code: "file_changed", stage: "read", retryable: true });
    expect(wechat.requests).toHaveLength(1);
  });
});

describe("a signing server's answer that is no signature", () => {
  const { uploadUrl: _, ...withoutUploadUrl } = PUT_SIGN;
  test.each([
    ["an HTML page", { statusCode: 200, data: "<html>Please log in</html>" }],
    ["{code:-1}", json({ code: -1 })],
    ["null", json(null)],
    ["a list", json([PUT_SIGN])],
    ["nothing", { statusCode: 200 }],
    ["half a body", { statusCode: 200, data: JSON.stringify(PUT_SIGN).slice(0, 200) }],
    ["no uploadUrl", json(withoutUploadUrl)],
    ["an uploadUrl of another scheme", json({ ...PUT_SIGN, uploadUrl: "ftp://example.com/a" })],
    ["an uploadUrl without a host", json({ ...PUT_SIGN, uploadUrl: "https:///a" })],
    ["no headers", json({ ...PUT_SIGN, headers: undefined })],
    ["a header that is no text", json({ ...PUT_SIGN, headers: { Authorization: null } })],
    ["no lifetime", json({ ...PUT_SIGN, expiresInSeconds: 0 })],
    ["a lifetime in words", json({ ...PUT_SIGN, expiresInSeconds: "900" })],
    ["a redirect", { statusCode: 302, header: { Location: "https://login.example.com" } }],
    ["204", { statusCode: 204 }],
  ])("%s – bad_sign_answer, and no upload", async (_, sign) => {
    const { error, wechat } = await failUpload({ sign });
    expect(error).toMatchObject({ code: "bad_sign_answer", stage: "sign", status: sign.statusCode });
    expect(wechat.requests).toHaveLength(1);
    expect(wechat.calls).not.toContain("readFile");
  });

  test("the same for a form", async () => {
    const { error, wechat } = await failUpload({ sign: json(PUT_SIGN) }, { method: "post" });
    expect(error).toMatchObject({ code: "bad_sign_answer", stage: "sign" });
    expect(wechat.uploads).toEqual([]);
  });
});

describe("a signing server that refuses", () => {
  test("with a problem – its code and request id are kept", async () => {
    const problem = { code: "unsupported_extension", detail: "ext is exe", requestId: "r-1", status: 422 };
    const { error, wechat } = await failUpload({ sign: json(problem, 422) });
    expect(error).toMatchObject({
      code: "sign_refused",
      stage: "sign",
      status: 422,
      remoteCode: "unsupported_extension",
      requestId: "r-1",
      retryable: false,
    });
    expect(error.message).toContain("ext is exe");
    expect(wechat.requests).toHaveLength(1);
  });

  test.each([
    [400, false],
    [401, false],
    [429, true],
    [500, true],
    [503, true],
  ])("with %i and a page – retryable: %j, request id from the header", async (statusCode, retryable) => {
    const { error } = await failUpload({ sign: { statusCode, header: { "X-Request-Id": "r-2" }, data: "<html>" } });
    expect(error).toMatchObject({ code: "sign_refused", status: statusCode, requestId: "r-2", retryable });
    expect(error.remoteCode).toBeUndefined();
  });
});

describe("a COS that refuses", () => {
  const xml = (code: string, message: string) =>
    `<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n<Code>${code}</Code>\n<Message>${message}</Message>\n<RequestId>NjX=</RequestId>\n</Error>`;

  test.each([
    [403, "SignatureDoesNotMatch", "The Signature you specified is invalid.", false],
    [403, "AccessDenied", "Access Denied.", false],
    [403, "AccessDenied", "Request has expired", true],
    [403, "RequestTimeTooSkewed", "The difference is too large.", true],
    [409, "FileAlreadyExists", "The object exists.", true],
    [400, "EntityTooLarge", "Too large.", false],
    [503, "SlowDown", "Reduce your request rate.", true],
  ])("%i %s %s – retryable: %j", async (statusCode, code, message, retryable) => {
    const cos = { statusCode, header: { "x-cos-request-id": "NjQ" }, data: xml(code, message) };
    for (const method of ["put", "post"] as const) {
      const { error } = await failUpload({ cos }, { method });
      expect(error).toMatchObject({
        code: "upload_refused",
        stage: "upload",
        status: statusCode,
        remoteCode: code,
        requestId: "NjQ",
        retryable,
      });
      expect(error.message).toContain(message);
    }
  });

  test("without a header – the request id of the XML", async () => {
    const { error } = await failUpload({ cos: { statusCode: 403, data: xml("AccessDenied", "no") } });
    expect(error.requestId).toBe("NjX=");
  });

  test.each(["put", "post"] as const)("with an empty body, %s – no remote code", async (method) => {
    const { error } = await failUpload({ cos: { statusCode: 403 } }, { method });
    expect(error).toMatchObject({ code: "upload_refused", remoteCode: undefined, requestId: undefined });
  });

  test.each([201, 204, 206, 302])("PUT takes %i for no success", async (statusCode) => {
    const { error } = await failUpload({ cos: { statusCode } });
    expect(error).toMatchObject({ code: "upload_refused", status: statusCode });
  });
});

describe("a call that WeChat fails", () => {
  test.each([
    ["fail timeout", "timeout", true],
    ["fail Error: The request timed out.", "timeout", true],
    ["fail url not in domain list", "domain_not_allowed", false],
    ["fail interrupted", "interrupted", true],
    ["fail abort", "interrupted", true],
    ["fail net::ERR_CONNECTION_RESET", "network", true],
    ["fail", "network", true],
  ])("%s – %s", async (text, code, retryable) => {
    const signing = await failUpload({ sign: { errMsg: `request:${text}` } });
    expect(signing.error).toMatchObject({ code, stage: "sign", retryable });
    expect(signing.wechat.requests).toHaveLength(1);
    for (const method of ["put", "post"] as const) {
      const { error } = await failUpload({ cos: { errMsg: text, errno: 600_001 } }, { method });
      expect(error).toMatchObject({ code, stage: "upload", retryable, cause: { errMsg: text, errno: 600_001 } });
    }
  });

  test("a file gone when it is read – file_not_found", async () => {
    const files: Record<string, FakeFile> = { [PHOTO]: { bytes: BYTES } };
    const { wechat, uploader } = uploadFixture({ files });
    wechat.duringCall = (name) => {
      if (name === "request") delete files[PHOTO];
    };
    const error = await failureOf(uploader.upload({ filePath: PHOTO }, PUT).result);
    expect(error).toMatchObject({ code: "file_not_found", stage: "read" });
    expect(wechat.requests).toHaveLength(1);
  });

  test("a caller's hook that throws – unexpected, with the cause", async () => {
    const mistake = new Error("a mistake of the caller's");
    const onStage = () => {
      throw mistake;
    };
    const { error } = await failUpload({}, { ...PUT, onStage });
    expect(error).toMatchObject({ code: "unexpected", cause: mistake, retryable: false });
  });
});
