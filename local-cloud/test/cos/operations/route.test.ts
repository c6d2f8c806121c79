import { createHmac } from "node:crypto";
import { fieldParts, formRequest } from "../support/multipart.ts";
import { send } from "../support/send.ts";
import { KEY_TIME, signedRequest, type ToSign } from "../support/signed-request.ts";
import { storedText } from "../support/stored-text.ts";
import { startTestBucket, type TestBucket, useTestBucket } from "../support/test-bucket.ts";

describe("a request without an operation", () => {
  const bucket = useTestBucket();

  test.each([
    ["POST", "/a?uploads&acl", 501],
    ["PUT", "/a?partNumber=1", 501],
    ["GET", "/a?uploadId=2&versionId=3", 501],
    ["GET", "/?versions", 501],
    ["POST", "/a?acl", 501],
    ["DELETE", "/a?acl", 501],
    ["GET", "/a?delete", 501],
    ["PUT", "/a?acl&tagging", 501],
    ["POST", "/a?append&position=0", 501],
    ["GET", "/a?versionId=1", 501],
    ["PUT", "/", 501],
    ["DELETE", "/", 501],
    ["POST", "/a", 405],
    ["PATCH", "/a", 405],
    ["PATCH", "/", 405],
  ])("responds to %s %s with %d", async (method, target, status) => {
    const request = signedRequest({ method, host: bucket().host, body: "a" });
    const response = await send(bucket().port, { ...request, target });
    expect([response.status, response.xml("Code")]).toEqual([
      status,
      status === 501 ? "NotImplemented" : "MethodNotAllowed",
    ]);
    if (status === 405) expect(response.headers.allow).toContain("OPTIONS");
    expect(await bucket().files()).toEqual([]);
  });
});

describe("a request with something that its operation does not list", () => {
  const OBJECT = { key: "a.txt", keyTime: KEY_TIME };

  let shared: TestBucket | undefined;
  beforeAll(async () => {
    shared = await startTestBucket();
  });
  afterAll(() => shared?.close());

  /** Sends the request to a bucket that has `a.txt`, and checks that it is NotImplemented and changes nothing. */
  async function expectNotImplemented(toSign: Omit<ToSign, "host">, named: string): Promise<void> {
    if (shared === undefined) throw new Error("there is a bucket only while a test runs");
    const { host, port, files } = shared;
    await send(port, signedRequest({ ...OBJECT, method: "PUT", host, body: "first" }));
    const before = await files();
    const response = await send(port, signedRequest({ ...OBJECT, ...toSign, host }));
    expect(response.status).toBe(501);
    if (toSign.method !== "HEAD") {
      expect([response.xml("Code"), response.xml("Message")]).toEqual([
        "NotImplemented",
        expect.stringContaining(named),
      ]);
    }
    expect(await files()).toEqual(before);
    expect(await storedText(shared, "a.txt")).toBe("first");
  }

  const PARAMETERS = [
    ...["live", "intelligent-tiering", "domaincertificate", "image_process", "legal-hold", "rename", "retention"],
    ...["restore", "torrent", "select", "symlink", "Acl", "versionId", "x-cos-acl", "X-Cos-Security-Token", "t", ""],
  ];
  const METHODS = ["GET", "HEAD", "PUT", "DELETE"];

  test.each(
    METHODS.flatMap((method) => PARAMETERS.map((name) => [method, name] as const)),
  )("%s with ?%s", async (method, name) => {
    const body = method === "PUT" ? { body: "second" } : {};
    await expectNotImplemented({ method, query: [[name, name === "versionId" ? "1" : ""]], ...body }, `?${name}`);
  });

  test("an empty versionId, except in a GET of an object, where it names no version", async () => {
    for (const method of ["HEAD", "PUT", "DELETE"]) {
      const body = method === "PUT" ? { body: "second" } : {};
      await expectNotImplemented({ method, query: [["versionId", ""]], ...body }, "?versionId");
    }
    await expectNotImplemented({ method: "GET", key: "", query: [["versionId", ""]] }, "?versionId");
    if (shared === undefined) throw new Error("there is a bucket only while a test runs");
    const { host, port } = shared;
    const read = signedRequest({ ...OBJECT, method: "GET", host, query: [["versionId", ""]] });
    expect((await send(port, read)).text).toBe("first");
  });

  const HEADERS = [
    ...["x-cos-unknown", "x-cos-callback", "x-cos-return-body", "x-cos-grant-read", "x-cos-object-lock", "x-ci-any"],
    ...["x-cos-server-side-encryption-customer-key", "x-amz-acl", "x-cos-copy-source-if-match", "pic-operations"],
  ];

  test.each(
    METHODS.flatMap((method) => HEADERS.map((name) => [method, name] as const)),
  )("%s with the header %s", async (method, name) => {
    const body = method === "PUT" ? { body: "second" } : {};
    await expectNotImplemented({ method, headers: [[name, "a"]], ...body }, name);
    await expectNotImplemented({ method, unsignedHeaders: [[name.toUpperCase(), "a"]], ...body }, name);
  });

  test.each(
    ["PUT", "DELETE"].flatMap((method) =>
      ["If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since", "Content-Range"].map(
        (name) => [method, name] as const,
      ),
    ),
  )("%s with the condition %s, which only reads have", async (method, name) => {
    const body = method === "PUT" ? { body: "second" } : {};
    await expectNotImplemented({ method, headers: [[name, "*"]], ...body }, name.toLowerCase());
    await expectNotImplemented({ method, unsignedHeaders: [[name, "*"]], ...body }, name.toLowerCase());
  });

  test("on the bucket", async () => {
    for (const name of ["live", "uploadid", "lifecycle", "policy", "versions", "list-type"]) {
      for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE"]) {
        await expectNotImplemented({ method, key: "", query: [[name, ""]], body: "" }, `?${name}`);
      }
    }
  });
});

describe("a signature of another API", () => {
  const bucket = useTestBucket();

  test.each([
    ["AWS4-HMAC-SHA256", "/a.txt", [["Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20260101/r/s3/aws4_request"]]],
    ["AWS4-HMAC-SHA256 in lower case", "/a.txt", [["Authorization", "aws4-hmac-sha256 Credential=AKID"]]],
    ["AWS4-HMAC-SHA256 without more", "/a.txt", [["Authorization", "AWS4-HMAC-SHA256"]]],
    ["version 2", "/a.txt", [["Authorization", "AWS AKID:c2lnbmF0dXJl"]]],
    ["presigned", "/a.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0", []],
    ["presigned, with other parameters first", "/?list-type=2&X-Amz-Credential=AKID", []],
    ["presigned in version 2", "/a.txt?AWSAccessKeyId=AKID&Signature=0&Expires=1", []],
  ] as const)("(%s) is NotImplemented, with advice", async (_name, target, headers) => {
    const { host, port } = bucket();
    const response = await send(port, { method: "GET", target, headers: [["Host", host], ...headers] });
    expect(response.status).toBe(501);
    expect(response.xml("Message")).toMatch(/AWS4-HMAC-SHA256.*q-sign-algorithm=sha1/);
  });

  test.each([
    ["version 4", { key: "a.txt", "X-Amz-Algorithm": "AWS4-HMAC-SHA256", policy: "e30=", "X-Amz-Signature": "0" }],
    ["version 2", { key: "a.txt", AWSAccessKeyId: "AKID", policy: "e30=", signature: "0" }],
  ])("(a form, %s) is NotImplemented, with advice", async (_name, fields) => {
    const { host, port, files } = bucket();
    const file = { name: "file", value: "a", filename: "a.txt" };
    const response = await send(port, formRequest(host, [...fieldParts(fields), file]));
    expect(response.status).toBe(501);
    expect(response.xml("Message")).toMatch(/AWS4-HMAC-SHA256.*q-sign-algorithm=sha1/);
    expect(await files()).toEqual([]);
  });

  test("(the JSON API's) is NotImplemented, with advice, also for a public object", async () => {
    const { host, port, credentials } = bucket();
    const headers = [["x-cos-acl", "public-read"]] as const;
    await send(port, signedRequest({ method: "PUT", key: "a.txt", host, body: "a", headers }));
    const text = `a=1250000000&b=examplebucket&k=${credentials.secretId}&t=1700000000&e=1700000900&r=1&f=/1250000000/examplebucket/a.txt`;
    const hmac = createHmac("sha1", credentials.secretKey).update(text).digest();
    const signature = Buffer.concat([hmac, Buffer.from(text)]).toString("base64");
    for (const [target, authorization] of [
      [`/a.txt?sign=${encodeURIComponent(signature)}`, ""],
      ["/a.txt", signature],
    ] as const) {
      const response = await send(port, {
        method: "GET",
        target,
        headers: [
          ["Host", host],
          ["Authorization", authorization],
        ],
      });
      expect([response.status, response.xml("Message")]).toEqual([501, expect.stringMatching(/JSON API.*q-sign-algo/)]);
    }
  });
});
