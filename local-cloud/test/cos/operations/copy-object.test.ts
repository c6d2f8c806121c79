import { parseCamPolicy } from "../../../src/cam/index.ts";
import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { send, type WireResponse } from "../support/send.ts";
import { signedRequest, type ToSign } from "../support/signed-request.ts";
import { startTestBucket, type TestBucket } from "../support/test-bucket.ts";

const BUCKET = "qcs::cos:ap-guangzhou:uid/1250000000:examplebucket-1250000000";
const HOST = "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com";
const SOURCE = ["x-cos-copy-source", `${HOST}/private/a%2Bb.txt`] as const;

let bucket: TestBucket | undefined;
afterEach(() => bucket?.close());

/** Copies onto uploads/a.txt, the source header unsigned, by credentials that have these rules. */
async function copy(
  statements: ReadonlyArray<readonly [effect: string, action: string, resource: string]>,
  toSign: Partial<ToSign> = { unsignedHeaders: [SOURCE] },
): Promise<WireResponse> {
  const statement = statements.map(([effect, action, resource]) => ({
    effect,
    action,
    resource: `${BUCKET}/${resource}`,
  }));
  const policies = statement.length === 0 ? [] : [parseCamPolicy(JSON.stringify({ version: "2.0", statement }))];
  bucket = await startTestBucket({ findCredentials: () => ({ ...LOCAL_COS_DEFAULTS.credentials, policies }) });
  const { host, port } = bucket;
  const response = await send(port, signedRequest({ method: "PUT", key: "uploads/a.txt", host, ...toSign }));
  expect(await bucket.files()).toEqual([]);
  return response;
}

const PUT = ["allow", "name/cos:PutObject", "*"] as const;
const COPY = ["allow", "name/cos:PutObjectCopy", "uploads/*"] as const;
const READ = ["allow", "name/cos:GetObject", "private/a+b.txt"] as const;

test.each([
  ["PutObject alone", [PUT]],
  ["PutObject and reading the source", [PUT, READ]],
  ["PutObjectCopy without reading the source", [PUT, COPY]],
  ["PutObjectCopy and reading another object", [COPY, ["allow", "name/cos:GetObject", "private/a b.txt"]]],
  ["PutObjectCopy elsewhere", [["allow", "name/cos:PutObjectCopy", "other/*"], READ]],
  [
    "everything, but PutObjectCopy denied",
    [
      ["allow", "name/cos:*", "*"],
      ["deny", "name/cos:PutObjectCopy", "*"],
    ],
  ],
] as const)("credentials that may do %s – AccessDenied, nothing is stored", async (_what, statements) => {
  const { status, xml } = await copy(statements);
  expect([status, xml("Code")]).toEqual([403, "AccessDenied"]);
});

test.each([
  ["without policies", []],
  ["that may copy and read the source", [COPY, READ]],
  ["that may do everything", [["allow", "name/cos:*", "*"]]],
] as const)("credentials %s – NotImplemented: what they may do is no reason to refuse", async (_what, statements) => {
  const { status, text } = await copy(statements);
  expect([status, text]).toEqual([501, expect.stringContaining("does not model x-cos-copy-source")]);
});

test.each([
  "",
  "b",
  HOST,
  `${HOST}/%zz`,
  "other-1250000000.cos.ap-guangzhou.myqcloud.com/a.txt",
])("the source %j, which is none of this bucket – NotImplemented, and AccessDenied without PutObjectCopy", async (source) => {
  const toSign = { unsignedHeaders: [["x-cos-copy-source", source]] as const };
  expect((await copy([], toSign)).xml("Code")).toBe("NotImplemented");
  await bucket?.close();
  expect((await copy([PUT, READ], toSign)).xml("Code")).toBe("AccessDenied");
});

test("a wrong signature, and none – are refused first", async () => {
  const { credentials } = LOCAL_COS_DEFAULTS;
  const wrong = { unsignedHeaders: [SOURCE], credentials: { ...credentials, secretKey: "another" } };
  expect((await copy([], wrong)).xml("Code")).toBe("SignatureDoesNotMatch");
  const { host = "", port = 0 } = bucket ?? {};
  const headers = [["Host", host], ["Content-Length", "0"], SOURCE] as const;
  const anonymous = await send(port, { method: "PUT", target: "/uploads/a.txt", headers });
  expect(anonymous.xml("Code")).toBe("AccessDenied");
});
