import type { UploadOptions } from "../../src/uploader/index";
import type { FakeFile, FakeResponse } from "../fakes/fake-wechat";
import { POST_POLICY, PUT_SIGN } from "../fakes/signatures";
import { BYTES, type FixtureOptions, failureOf, json, PHOTO, uploadFixture } from "./upload-fixture";

const PUT: UploadOptions = { method: "put" };

async function failUpload(fixture: FixtureOptions, options: UploadOptions = PUT, filePath = PHOTO) {
  const { wechat, uploader } = uploadFixture(fixture);
  const error = await failureOf(uploader.upload({ filePath }, options).result);
  return { error, wechat };
}

describe("a file that cannot be sent", () => {
  test("fails with missing_extension without known bytes and extension, and sends no request", async () => {
    const files = { "wxfile://tmp.d/photo": { bytes: new Uint8Array([1, 2, 3]) } };
    const { error, wechat } = await failUpload({ files }, PUT, "wxfile://tmp.d/photo");
    expect(error).toMatchObject({ code: "missing_extension", stage: "check", retryable: false });
    expect(wechat.requests).toEqual([]);
  });

  test.each([
    ["gone", {}, { code: "file_not_found", stage: "check" }],
    [
      "unreadable",
      { [PHOTO]: { errMsg: "getFileInfo:fail system error" } },
      { code: "file_unreadable", stage: "check" },
    ],
    ["empty", { [PHOTO]: { bytes: new Uint8Array() } }, { code: "empty_file", stage: "check" }],
    [
      "over 100 MB",
      { [PHOTO]: { bytes: BYTES, size: 104_857_601 } },
      { code: "file_too_large_for_put", stage: "check" },
    ],
  ] as const)("%s: fails with its own code, and requests no signature", async (_, files, expected) => {
    const { error, wechat } = await failUpload({ files });
    expect(error).toMatchObject({ ...expected, retryable: false });
    expect(wechat.requests).toEqual([]);
  });

  test("goes as a form if it has more than 100 MB", async () => {
    const { wechat, uploader } = uploadFixture({ files: { [PHOTO]: { bytes: BYTES, size: 104_857_601 } } });
    await uploader.upload({ filePath: PHOTO }, { method: "post" }).result;
    expect(wechat.uploads).toHaveLength(1);
  });

  test("above maxBytes fails with a message with the size and the limit", async () => {
    const { error, wechat } = await failUpload({ uploader: { maxBytes: 3 } });
    expect(error).toMatchObject({ code: "file_too_large", stage: "check", retryable: false });
    expect(error.message).toBe("4 bytes, limit 3");
    expect(wechat.requests).toEqual([]);
  });

  test("fails with digest_unavailable if an integrity check is requested and there is no MD5", async () => {
    const { error, wechat } = await failUpload(
      { files: { [PHOTO]: { bytes: BYTES } } },
      { ...PUT, checkIntegrity: true },
    );
    expect(error).toMatchObject({ code: "digest_unavailable", stage: "check" });
    expect(wechat.requests).toEqual([]);
  });

  test("fails with file_changed if it changed after the check, and sends no request", async () => {
    const { error, wechat } = await failUpload({ files: { [PHOTO]: { bytes: BYTES, size: 5 } } });
    expect(error).toMatchObject({ code: "file_changed", stage: "upload", retryable: true });
    expect(wechat.requests).toEqual([]);
  });
});

describe("a response of the signing server without a valid signature", () => {
  const INSECURE = PUT_SIGN.uploadUrl.replace("https:", "http:");
  const ENDLESS = JSON.stringify(PUT_SIGN).replace('"expiresInSeconds":900', '"expiresInSeconds":1e999');
  const withHost = (cosHost: string) => ({ ...PUT_SIGN, cosHost, uploadUrl: `https://${cosHost}/${PUT_SIGN.cosKey}` });
  const { uploadUrl: _, ...withoutUploadUrl } = PUT_SIGN;
  test.each([
    ["an HTML page", { statusCode: 200, data: " \n<html>Please log in</html>" }, "sign_answer_html"],
    ["{code:-1}", json({ code: -1, message: "no" }), "sign_answer_failure"],
    ["{code:0} around the response", json({ code: 0, data: PUT_SIGN }), "bad_sign_answer"],
    ["a redirect", { statusCode: 302, header: { Location: "https://login.example.com" } }, "sign_redirected"],
    ["half a body", { statusCode: 200, data: JSON.stringify(PUT_SIGN).slice(0, 200) }, "sign_answer_cut_off"],
    ["another key in the URL", json({ ...PUT_SIGN, cosKey: "uploads/other.jpg" }), "signature_mismatch"],
    [
      "another host",
      json({ ...PUT_SIGN, cosHost: "other-1250000000.cos.ap-guangzhou.myqcloud.com" }),
      "signature_mismatch",
    ],
    ["another type", json({ ...PUT_SIGN, contentType: "image/png" }), "signature_mismatch"],
    [
      "a path with invalid encoding",
      json({ ...PUT_SIGN, uploadUrl: `https://${PUT_SIGN.cosHost}/%zz` }),
      "signature_mismatch",
    ],
    ["null", json(null), "bad_sign_answer"],
    ["a list", json([PUT_SIGN]), "bad_sign_answer"],
    ["nothing", { statusCode: 200 }, "bad_sign_answer"],
    ["no uploadUrl", json(withoutUploadUrl), "bad_sign_answer"],
    [
      "an uploadUrl of another scheme",
      json({ ...PUT_SIGN, uploadUrl: PUT_SIGN.uploadUrl.replace("https", "ftp") }),
      "signature_mismatch",
    ],
    ["an uploadUrl without a host", json({ ...PUT_SIGN, uploadUrl: "https:///a" }), "signature_mismatch"],
    ["no cosHost", json({ ...PUT_SIGN, cosHost: undefined }), "signature_mismatch"],
    ["no cosKey", json({ ...PUT_SIGN, cosKey: undefined }), "bad_sign_answer"],
    ["no contentType", json({ ...PUT_SIGN, contentType: undefined }), "bad_sign_answer"],
    ["no objectUrl", json({ ...PUT_SIGN, objectUrl: undefined }), "bad_sign_answer"],
    ["no headers", json({ ...PUT_SIGN, headers: undefined }), "bad_sign_answer"],
    ["a header that is not a string", json({ ...PUT_SIGN, headers: { Authorization: null } }), "bad_sign_answer"],
    ["no lifetime", json({ ...PUT_SIGN, expiresInSeconds: 0 }), "bad_sign_answer"],
    ["a lifetime in a string", json({ ...PUT_SIGN, expiresInSeconds: "900" }), "bad_sign_answer"],
    ["204", { statusCode: 204 }, "bad_sign_answer"],
    ["an endless lifetime", { statusCode: 200, data: ENDLESS }, "bad_sign_answer"],
    ["a code that is an object without toString()", json({ code: { toString: 1 } }), "sign_answer_failure"],
    [
      "a cosHost that is an object without toString()",
      json({ ...PUT_SIGN, cosHost: { toString: 1 } }),
      "signature_mismatch",
    ],
    ["an http: uploadUrl from an https: server", json({ ...PUT_SIGN, uploadUrl: INSECURE }), "bad_sign_answer"],
    ["an http: objectUrl from an https: server", json({ ...PUT_SIGN, objectUrl: INSECURE }), "bad_sign_answer"],
    ["an uploadUrl with a query", json({ ...PUT_SIGN, uploadUrl: `${PUT_SIGN.uploadUrl}?acl` }), "bad_sign_answer"],
    ["an uploadUrl with a fragment", json({ ...PUT_SIGN, uploadUrl: `${PUT_SIGN.uploadUrl}#a` }), "bad_sign_answer"],
    ["an uploadUrl with user info", json(withHost(`a:b@${PUT_SIGN.cosHost}`)), "bad_sign_answer"],
    ["an uploadUrl with a backslash", json(withHost(`evil.example.com\\${PUT_SIGN.cosHost}`)), "bad_sign_answer"],
    ["an objectUrl that is a script", json({ ...PUT_SIGN, objectUrl: "javascript:alert(1)" }), "bad_sign_answer"],
    ["an objectUrl that is data", json({ ...PUT_SIGN, objectUrl: "data:text/html,a" }), "bad_sign_answer"],
    ["an objectUrl without a scheme", json({ ...PUT_SIGN, objectUrl: "//cos.example.com/a" }), "bad_sign_answer"],
    ["an objectUrl with user info", json({ ...PUT_SIGN, objectUrl: "https://a@b.example.com/a" }), "bad_sign_answer"],
  ])("%s: fails with its own code, and uploads nothing", async (_, sign: FakeResponse, code: string) => {
    const { error, wechat } = await failUpload({ sign });
    expect(error).toMatchObject({ code, stage: "sign" });
    expect(wechat.requests).toHaveLength(1);
  });

  test("accepts http: URLs from an http: server, as in development", async () => {
    const { uploadUrl, objectUrl } = PUT_SIGN;
    const [upload, object] = [uploadUrl, objectUrl].map((url) => url.replace("https:", "http:"));
    const { uploader } = uploadFixture({
      sign: json({ ...PUT_SIGN, uploadUrl: upload, objectUrl: object }),
      uploader: { serverUrl: "http://127.0.0.1:3000" },
    });
    expect(await uploader.upload({ filePath: PHOTO }, PUT).result).toMatchObject({ objectUrl: object });
  });

  test("fails with a timeout if there is no response within the limit", async () => {
    const { error } = await failUpload({ sign: { errMsg: "request:fail timeout" } });
    expect(error).toMatchObject({ code: "timeout", stage: "sign", retryable: true });
  });

  test("keeps the code and the message of {code:-1}", async () => {
    const { error } = await failUpload({ sign: json({ code: -1, message: "no bucket" }) });
    expect(error).toMatchObject({ remoteCode: "-1", status: 200, retryable: false });
    expect(error.message).toContain("no bucket");
  });

  test("fails with signature_mismatch for a form for another key", async () => {
    const sign = json({ ...POST_POLICY, formData: { ...POST_POLICY.formData, key: "other.jpg" } });
    const { error, wechat } = await failUpload({ sign }, { method: "post" });
    expect(error).toMatchObject({ code: "signature_mismatch", stage: "sign" });
    expect(wechat.uploads).toEqual([]);
  });

  test("fails with bad_sign_answer for a form whose response is a PUT's", async () => {
    const { error, wechat } = await failUpload({ sign: json(PUT_SIGN) }, { method: "post" });
    expect(error).toMatchObject({ code: "bad_sign_answer", stage: "sign" });
    expect(wechat.uploads).toEqual([]);
  });
});

describe("a signing server that rejects", () => {
  test("with a problem: keeps its code and request id", async () => {
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
    [403, false],
    [429, true],
    [500, true],
    [503, true],
  ])("with %i and a web page: retryable is %j", async (statusCode, retryable) => {
    const { error } = await failUpload({ sign: { statusCode, data: "<html>" } });
    expect(error).toMatchObject({ code: "sign_refused", status: statusCode, retryable });
    expect(error.remoteCode).toBeUndefined();
  });
});

describe("a COS that rejects", () => {
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
  ])("%i %s %s: retryable is %j", async (statusCode, code, message, retryable) => {
    const cos = { statusCode, data: xml(code, message) };
    for (const method of ["put", "post"] as const) {
      const { error } = await failUpload({ cos }, { method });
      expect(error).toMatchObject({
        code: "upload_refused",
        stage: "upload",
        status: statusCode,
        remoteCode: code,
        requestId: "NjX=",
        retryable,
      });
      expect(error.message).toContain(message);
    }
  });

  test.each(["put", "post"] as const)("with an empty body, %s: has no remote code", async (method) => {
    const { error } = await failUpload({ cos: { statusCode: 403 } }, { method });
    expect(error).toMatchObject({ code: "upload_refused", remoteCode: undefined, requestId: undefined });
  });

  test.each(["put", "post"] as const)("responding 200 with a web page, %s: is not a success", async (method) => {
    const { error } = await failUpload({ cos: { statusCode: 200, data: "<!DOCTYPE html><html>Log in" } }, { method });
    expect(error).toMatchObject({ code: "upload_refused", status: 200, retryable: false });
    expect(error.message).toContain("<!DOCTYPE html>");
  });

  test.each([206, 302])("a PUT with the status %i is not a success", async (statusCode) => {
    const { error } = await failUpload({ cos: { statusCode } });
    expect(error).toMatchObject({ code: "upload_refused", status: statusCode });
  });
});

describe("a WeChat call that fails", () => {
  test.each([
    ["fail timeout", "timeout", true],
    ["fail Error: The request timed out.", "timeout", true],
    ["fail url not in domain list", "domain_not_allowed", false],
    ["fail interrupted", "interrupted", true],
    ["fail abort", "interrupted", true],
    ["fail net::ERR_CONNECTION_RESET", "network", true],
    ["fail errcode:-105 host not found", "network", true],
    ["fail", "network", true],
  ])("%s: %s", async (text, code, retryable) => {
    const signing = await failUpload({ sign: { errMsg: `request:${text}` } });
    expect(signing.error).toMatchObject({ code, stage: "sign", retryable });
    expect(signing.wechat.requests).toHaveLength(1);
    for (const method of ["put", "post"] as const) {
      const { error } = await failUpload({ cos: { errMsg: text, errno: 600_001 } }, { method });
      expect(error).toMatchObject({ code, stage: "upload", retryable, cause: { errMsg: text, errno: 600_001 } });
    }
  });

  test("fails with file_not_found if the file is gone when it is read", async () => {
    const files: Record<string, FakeFile> = { [PHOTO]: { bytes: BYTES } };
    const { wechat, uploader } = uploadFixture({ files });
    wechat.afterCall = () => {
      if (wechat.calls.length === 2) delete files[PHOTO];
    };
    const error = await failureOf(uploader.upload({ filePath: PHOTO }, PUT).result);
    expect(error).toMatchObject({ code: "file_not_found", stage: "upload" });
    expect(wechat.requests).toEqual([]);
  });
});
