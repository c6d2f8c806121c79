import { connect } from "node:net";
import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { type FormPart, fieldParts, formRequest } from "../support/multipart.ts";
import { policyText, signedFields } from "../support/post-form.ts";
import { send, type WireResponse } from "../support/send.ts";
import { signedRequest } from "../support/signed-request.ts";
import { storedText } from "../support/stored-text.ts";
import { startTestBucket, useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();

/** The variable in a form's key. */
const FILENAME = "$" + "{filename}";
const FILE: FormPart = { name: "file", value: "a photo", filename: "IMG_1.jpg", type: "image/heic" };

function post(fields: Readonly<Record<string, string>>, ...rest: FormPart[]): Promise<WireResponse> {
  return send(bucket().port, formRequest(bucket().host, [...fieldParts(fields), ...(rest.length > 0 ? rest : [FILE])]));
}

function head(key: string): Promise<WireResponse> {
  return send(bucket().port, signedRequest({ method: "HEAD", key, host: bucket().host }));
}

async function expectRejection(response: WireResponse, status: number, code: string): Promise<void> {
  expect([response.status, response.xml("Code")]).toEqual([status, code]);
  expect(response.headers["x-cos-request-id"]).toBe(response.xml("RequestId"));
  expect(await bucket().files()).toEqual([]);
}

test("stores the published form with its policy and signature, and redirects", async () => {
  const keyTime = "1567150692;1567157892";
  const policy = `{
    "expiration": "2019-08-30T09:38:12.414Z",
    "conditions": [
        { "acl": "default" },
        { "bucket": "examplebucket-1250000000" },
        [ "starts-with", "$key", "folder/subfolder/" ],
        [ "starts-with", "$Content-Type", "image/" ],
        [ "starts-with", "$success_action_redirect", "https://my.website/" ],
        [ "eq", "$x-cos-server-side-encryption", "AES256" ],
        { "q-sign-algorithm": "sha1" },
        { "q-ak": "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q" },
        { "q-sign-time": "1567150692;1567157892" }
    ]
}`;
  bucket().clock.seconds = 1567150692;
  const response = await post({
    key: `folder/subfolder/${FILENAME}`,
    acl: "default",
    "Content-Type": "image/jpeg",
    success_action_redirect: "https://my.website/done?id=1",
    "x-cos-server-side-encryption": "AES256",
    policy: Buffer.from(policy).toString("base64"),
    "q-sign-algorithm": "sha1",
    "q-ak": LOCAL_COS_DEFAULTS.credentials.secretId,
    "q-key-time": keyTime,
    "q-signature": "7758dc9a832e9d301dca704cacbf9d9f8172fdef",
  });
  expect(response.status).toBe(303);
  expect(response.headers.location).toBe(
    "https://my.website/done?id=1&bucket=examplebucket-1250000000&key=folder%2Fsubfolder%2FIMG_1.jpg" +
      "&etag=%221e171d1320221d0ef1133a398fb1d4be%22",
  );
  expect(await storedText(bucket(), "folder/subfolder/IMG_1.jpg")).toBe("a photo");
});

test("responds with 204, ETag and Location by default", async () => {
  const { status, headers, text } = await post(signedFields(policyText([{ key: "照 片.jpg" }]), { key: "照 片.jpg" }));
  expect([status, text]).toEqual([204, ""]);
  expect(headers).toMatchObject({
    etag: '"1e171d1320221d0ef1133a398fb1d4be"',
    location: `http://${bucket().host}/%E7%85%A7%20%E7%89%87.jpg`,
    server: "tencent-cos",
  });
  expect(await storedText(bucket(), "照 片.jpg")).toBe("a photo");
});

test.each([
  "200",
  "201",
  "204",
])("responds to success_action_status %s with that status and no body", async (status) => {
  const response = await post(signedFields(policyText([]), { success_action_status: status }));
  expect([String(response.status), response.text]).toEqual([status, ""]);
});

test("takes an object's metadata from the fields and ignores the file's own type", async () => {
  const sent = {
    "Cache-Control": "no-cache",
    "Content-Disposition": "inline",
    "x-cos-meta-a": "b",
    "Content-Type": "",
  };
  await post(signedFields(policyText([]), sent));
  expect((await head("photo.jpg")).headers).toMatchObject({
    "cache-control": "no-cache",
    "content-disposition": "inline",
    "x-cos-meta-a": "b",
    "content-type": "image/jpeg",
  });
});

test("makes an object public by the field acl and rejects the field x-cos-acl", async () => {
  const anonymous = () =>
    send(bucket().port, { method: "GET", target: "/photo.jpg", headers: [["Host", bucket().host]] });
  for (const name of ["x-cos-acl", "X-Cos-Acl", "x-cos-unknown", "x-ci-a", "x-cos-copy-source", "Pic-Operations"]) {
    await expectRejection(await post(signedFields(policyText([]), { [name]: "public-read" })), 501, "NotImplemented");
  }
  expect((await anonymous()).status).toBe(403);
  await post(signedFields(policyText([]), { acl: "public-read" }));
  expect((await anonymous()).status).toBe(200);
});

test("replaces the variable filename by the file's name without folders before it checks the policy", async () => {
  const fields = signedFields(policyText([["starts-with", "$key", "up/照片"]]), { key: `up/${FILENAME}` });
  expect((await post(fields, { ...FILE, filename: "/storage/emulated/照片$&.jpg" })).status).toBe(204);
  expect(await storedText(bucket(), "up/照片$&.jpg")).toBe("a photo");
});

test.each([
  ["the minimum size", 7, 9],
  ["the maximum size", 5, 7],
  ["the only size", 7, 7],
])("stores a file of %s that the policy allows", async (_which, min, max) => {
  expect((await post(signedFields(policyText([["content-length-range", min, max]])))).status).toBe(204);
});

const TAMPERED: [what: string, fields: Record<string, string>, status: number, code: string][] = [
  ["key", { key: "other.jpg" }, 403, "AccessDenied"],
  ["Content-Type", { "Content-Type": "text/html" }, 403, "AccessDenied"],
  ["acl", { acl: "public-read" }, 403, "AccessDenied"],
  ["policy", { policy: Buffer.from(policyText([])).toString("base64") }, 403, "SignatureDoesNotMatch"],
  ["policy, not Base64", { policy: "{}" }, 400, "InvalidPolicyDocument"],
  ["policy, empty", { policy: "" }, 403, "AccessDenied"],
  ["q-signature", { "q-signature": "0".repeat(40) }, 403, "SignatureDoesNotMatch"],
  ["q-signature, empty", { "q-signature": "" }, 403, "AccessDenied"],
  ["q-ak", { "q-ak": "AKIDother" }, 403, "InvalidAccessKeyId"],
  ["q-key-time", { "q-key-time": "1700000000;1700009999" }, 403, "SignatureDoesNotMatch"],
  ["q-key-time, malformed", { "q-key-time": "1700000000" }, 400, "InvalidArgument"],
  ["q-sign-algorithm", { "q-sign-algorithm": "sha256" }, 400, "InvalidArgument"],
  ["unknown token", { "x-cos-security-token": "token" }, 403, "InvalidAccessKeyId"],
];

test.each(TAMPERED)("rejects a form after a change (%s) and stores nothing", async (_what, changed, status, code) => {
  const conditions = [{ key: "photo.jpg" }, { acl: "default" }, ["starts-with", "$Content-Type", "image/"]];
  const fields = signedFields(policyText(conditions), { acl: "default", "Content-Type": "image/jpeg" });
  await expectRejection(await post({ ...fields, ...changed }), status, code);
});

test.each([
  "policy",
  "q-sign-algorithm",
  "q-ak",
  "q-key-time",
  "q-signature",
])("rejects a form without %s as AccessDenied", async (name) => {
  const { [name]: _dropped, ...fields } = signedFields(policyText([]));
  await expectRejection(await post(fields), 403, "AccessDenied");
});

test.each([
  ["before the key time", 1_699_999_999, "Request has expired"],
  ["after the key time", 1_700_000_901, "Request has expired"],
])("rejects a form %s as AccessDenied", async (_when, seconds, message) => {
  bucket().clock.seconds = seconds;
  const response = await post(signedFields(policyText([], "2030-01-01T00:00:00Z")));
  expect(response.xml("Message")).toBe(message);
  await expectRejection(response, 403, "AccessDenied");
});

test("rejects a form after the policy's expiration as AccessDenied", async () => {
  const response = await post(signedFields(policyText([], "2023-11-14T22:14:59.000Z")));
  expect(response.xml("Message")).toMatch(/^You post object request has been expired/);
  await expectRejection(response, 403, "AccessDenied");
});

const REJECTED: [what: string, fields: Record<string, string>, status: number, code: string][] = [
  ["no key", { key: "" }, 400, "InvalidObjectName"],
  ["a key of 851 bytes", { key: "a".repeat(851) }, 400, "KeyTooLong"],
  ["an unknown acl", { acl: "public" }, 400, "InvalidArgument"],
  ["Content-MD5 of other bytes", { "Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg==" }, 400, "BadDigest"],
  ["an invalid Content-MD5", { "Content-MD5": "a" }, 400, "InvalidDigest"],
  ["success_action_status 302", { success_action_status: "302" }, 400, "InvalidArgument"],
  ["a redirect to a script", { success_action_redirect: "javascript:alert(1)" }, 400, "InvalidArgument"],
  ["a line break in a header", { "Cache-Control": "a\r\nb: c" }, 400, "InvalidArgument"],
  ["a storage class with a line break", { "x-cos-storage-class": "STANDARD\r\nB" }, 400, "InvalidArgument"],
  ["a grant", { "x-cos-grant-read": 'uri="http://cam.qcloud.com/AllUsers"' }, 501, "NotImplemented"],
  ["a grant in another case", { "X-Cos-Grant-Read-Acp": 'uin="1"' }, 501, "NotImplemented"],
  ["a known field in another case", { "content-type": "image/png" }, 400, "InvalidArgument"],
  ["a field of more than 64 KiB", { "x-cos-meta-a": "a".repeat(64 * 1024 + 1) }, 400, "MalformedPOSTRequest"],
  [
    "more than 100 fields",
    Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`f${n}`, ""])),
    400,
    "MalformedPOSTRequest",
  ],
];

test.each(REJECTED)("rejects a form with %s and stores nothing", async (_what, fields, status, code) => {
  await expectRejection(await post(signedFields(policyText([]), fields)), status, code);
});

test.each([
  ["EntityTooLarge", "a file that is one byte too large", 0, 6],
  ["EntityTooSmall", "a file that is one byte too small", 8, 9],
])("responds with %s to %s and stores nothing", async (code, _what, min, max) => {
  const response = await post(signedFields(policyText([["content-length-range", min, max]])));
  expect(response.xml("Message")).toBe("Condition key content-length-range doesn't match the value ");
  await expectRejection(response, 400, code);
});

test("rejects far too large a file before it has arrived, and the client gets the response", async () => {
  const fields = signedFields(policyText([["content-length-range", 0, 10]]));
  await expectRejection(await post(fields, { ...FILE, value: Buffer.alloc(4 * 1024 * 1024) }), 400, "EntityTooLarge");
});

test("rejects a form that announces far too many bytes as soon as its file begins", async () => {
  const fields = signedFields(policyText([["content-length-range", 0, 10]]));
  const value = Buffer.alloc(4 * 1024 * 1024, "x");
  const { body = "", headers } = formRequest(bucket().host, [...fieldParts(fields), { ...FILE, value }]);
  const bytes = Buffer.from(body);
  const entry = bucket().nextEntry();
  const socket = connect(bucket().port, "127.0.0.1");
  const lines = headers.map(([name, text]) => `${name}: ${text}\r\n`).join("");
  socket.write(`POST / HTTP/1.1\r\n${lines}\r\n`);
  socket.write(bytes.subarray(0, bytes.indexOf("xxx") + 5));
  expect(await entry).toMatchObject({ status: 400, code: "EntityTooLarge" });
  socket.destroy();
});

const SIGNED = fieldParts(signedFields(policyText([])));
const MALFORMED: [what: string, parts: FormPart[], status: number, code: string][] = [
  ["no file", SIGNED, 400, "IncorrectNumberOfFilesInPostRequest"],
  ["two files", [...SIGNED, FILE, FILE], 400, "IncorrectNumberOfFilesInPostRequest"],
  ["a file in another field", [...SIGNED, { ...FILE, name: "photo" }], 400, "IncorrectNumberOfFilesInPostRequest"],
  ["a field after the file", [...SIGNED, FILE, { name: "acl", value: "private" }], 400, "MalformedPOSTRequest"],
  ["the signature after the file", [FILE, ...SIGNED], 403, "AccessDenied"],
  ["a repeated field", [...SIGNED, { name: "key", value: "b" }, FILE], 400, "InvalidArgument"],
  [
    "a field repeated in another case",
    [...SIGNED, ...fieldParts({ "x-cos-meta-a": "1", "X-Cos-Meta-A": "2" }), FILE],
    400,
    "InvalidArgument",
  ],
];

test.each(MALFORMED)("rejects a form with %s and stores nothing", async (_what, parts, status, code) => {
  await expectRejection(await send(bucket().port, formRequest(bucket().host, parts)), status, code);
});

test.each([
  ["no Content-Type", (_type: string) => undefined],
  ["another Content-Type", () => "application/json"],
  ["no boundary", () => "multipart/form-data"],
  ["another boundary", () => "multipart/form-data; boundary=other"],
])("rejects a form with %s as MalformedPOSTRequest", async (_what, typeOf) => {
  const { headers, ...form } = formRequest(bucket().host, [...SIGNED, FILE]);
  const changed = headers.flatMap(([name, value]) => {
    const other = name === "Content-Type" ? typeOf(value) : value;
    return other === undefined ? [] : [[name, other] as const];
  });
  await expectRejection(await send(bucket().port, { ...form, headers: changed }), 400, "MalformedPOSTRequest");
});

test("rejects a form that ends in the middle of its file and stores nothing", async () => {
  const { body = "", headers, ...form } = formRequest(bucket().host, [...SIGNED, FILE]);
  const cut = Buffer.from(body).subarray(0, -30);
  const lengths = headers.map(
    ([name, value]) => [name, name === "Content-Length" ? String(cut.length) : value] as const,
  );
  await expectRejection(
    await send(bucket().port, { ...form, headers: lengths, body: cut }),
    400,
    "MalformedPOSTRequest",
  );
});

test("rejects a form with a grant in a header as NotImplemented and stores nothing", async () => {
  const grant = ["x-cos-grant-read", 'uri="http://cam.qcloud.com/AllUsers"'] as const;
  const request = formRequest(bucket().host, [...SIGNED, FILE], [grant]);
  await expectRejection(await send(bucket().port, request), 501, "NotImplemented");
});

test.each([
  ["x-cos-acl", "acl", "public-read", "private"],
  ["x-cos-storage-class", "x-cos-storage-class", "STANDARD_IA", "ARCHIVE"],
  ["x-cos-server-side-encryption", "x-cos-server-side-encryption", "AES256", ""],
  ["x-cos-tagging", "x-cos-tagging", "a=b", "a=c"],
  ["x-cos-meta-a", "x-cos-meta-a", "b", "c"],
])("accepts the header %s of a form only beside the field %s with the same value", async (header, field, value, other) => {
  const withHeader = (fields: Readonly<Record<string, string>>) =>
    send(
      bucket().port,
      formRequest(bucket().host, [...fieldParts(signedFields(policyText([]), fields)), FILE], [[header, value]]),
    );
  await expectRejection(await withHeader({}), 501, "NotImplemented");
  await expectRejection(await withHeader({ [field]: other }), 501, "NotImplemented");
  expect((await withHeader({ [field]: value })).status).toBe(204);
});

test("rejects a form with a header x-cos-traffic-limit that is out of range and stores nothing", async () => {
  const limited = (limit: string) =>
    send(bucket().port, formRequest(bucket().host, [...SIGNED, FILE], [["x-cos-traffic-limit", limit]]));
  await expectRejection(await limited("1"), 400, "InvalidArgument");
  expect((await limited("819200")).status).toBe(204);
});

test("rejects a urlencoded form as MalformedPOSTRequest", async () => {
  const { host, port } = bucket();
  const body = new URLSearchParams(signedFields(policyText([]))).toString();
  const headers = [
    ["Host", host],
    ["Content-Type", "application/x-www-form-urlencoded"],
    ["Content-Length", String(body.length)],
  ] as const;
  await expectRejection(await send(port, { method: "POST", target: "/", headers, body }), 400, "MalformedPOSTRequest");
});

test("rejects a form with a part without headers in its file and stores nothing", async () => {
  const { body = "", headers, ...form } = formRequest(bucket().host, [...SIGNED, { ...FILE, value: "a CUT photo" }]);
  const cut = Buffer.from(Buffer.from(body).toString().replace("CUT", "\r\n------local-cos-test\r\n\r\n"));
  const lengths = headers.map(
    ([name, value]) => [name, name === "Content-Length" ? String(cut.length) : value] as const,
  );
  await expectRejection(
    await send(bucket().port, { ...form, headers: lengths, body: cut }),
    400,
    "MalformedPOSTRequest",
  );
});

test("rejects a chunked form as MissingContentLength", async () => {
  const { headers, ...form } = formRequest(bucket().host, [...SIGNED, FILE]);
  const chunked = headers.map((pair) =>
    pair[0] === "Content-Length" ? (["Transfer-Encoding", "chunked"] as const) : pair,
  );
  await expectRejection(await send(bucket().port, { ...form, headers: chunked }), 411, "MissingContentLength");
});

test("stores nothing if the client disconnects in the middle of the file", async () => {
  const { body = "", headers } = formRequest(bucket().host, [...SIGNED, { ...FILE, value: Buffer.alloc(1_000_000) }]);
  const entry = bucket().nextEntry();
  const socket = connect(bucket().port, "127.0.0.1");
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  await new Promise((resolve) => socket.write(`POST / HTTP/1.1\r\n${lines}\r\n`, resolve));
  await new Promise((resolve) => socket.write(Buffer.from(body).subarray(0, 500_000), resolve));
  socket.destroy();
  expect(await entry).toMatchObject({ status: 400, code: "IncompleteBody" });
  expect(await bucket().files()).toEqual([]);
});

describe("x-cos-forbid-overwrite: true", () => {
  test.each([
    ["as a field", { "x-cos-forbid-overwrite": "true" }, []],
    ["as a header", {}, [["x-cos-forbid-overwrite", "true"]] as const],
  ])("stores a key only once if it is sent %s", async (_how, fields, headers) => {
    const request = formRequest(bucket().host, [...fieldParts(signedFields(policyText([]), fields)), FILE], headers);
    expect((await send(bucket().port, request)).status).toBe(204);
    const again = await send(bucket().port, request);
    expect([again.status, again.xml("Code")]).toEqual([409, "FileAlreadyExists"]);
    expect(await bucket().files()).toHaveLength(2);
  });
});

describe("a form with the field Signature, as cos-wx-sdk-v5 sends it", () => {
  /** A complete Authorization for the request. It does not cover the form. */
  function signatureField(): Record<string, string> {
    const { headers } = signedRequest({ method: "POST", host: bucket().host });
    return { Signature: headers.find(([name]) => name === "Authorization")?.[1] ?? "" };
  }

  test("is stored without a policy", async () => {
    expect((await post({ key: "photo.jpg", ...signatureField() })).status).toBe(204);
  });

  test.each([
    ["that is not met", signedFields(policyText([{ key: "other.jpg" }])), 403, "AccessDenied"],
    ["without a signature", { key: "photo.jpg", policy: "e30=" }, 403, "AccessDenied"],
  ])("is checked by its policy and rejected with a policy %s", async (_which, fields, status, code) => {
    await expectRejection(await post({ ...fields, ...signatureField() }), status, code);
  });
});

test("needs the token of temporary credentials as a field", async () => {
  const credentials = { ...LOCAL_COS_DEFAULTS.credentials, securityToken: "tok/en+==" };
  const temporary = await startTestBucket({ credentials });
  try {
    const fields = signedFields(policyText([]));
    const without = await send(temporary.port, formRequest(temporary.host, [...fieldParts(fields), FILE]));
    expect([without.status, without.xml("Code")]).toEqual([403, "InvalidAccessKeyId"]);
    const token = { name: "x-cos-security-token", value: "tok/en+==" };
    const given = await send(temporary.port, formRequest(temporary.host, [...fieldParts(fields), token, FILE]));
    expect(given.status).toBe(204);
  } finally {
    await temporary.close();
  }
});
