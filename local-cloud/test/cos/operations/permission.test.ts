import { parseCamPolicy } from "../../../src/cam/index.ts";
import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { fieldParts, formRequest } from "../support/multipart.ts";
import { policyText, signedFields } from "../support/post-form.ts";
import { send } from "../support/send.ts";
import { signedRequest } from "../support/signed-request.ts";
import { useTestBucket } from "../support/test-bucket.ts";

const RESOURCE = "qcs::cos:ap-guangzhou:uid/1250000000:examplebucket-1250000000/uploads/*";
const TYPE = { string_equal: { "cos:content-type": "image/png" } };
const POLICY = parseCamPolicy(
  JSON.stringify({
    version: "2.0",
    statement: [
      {
        effect: "allow",
        action: "name/cos:PutObject",
        resource: RESOURCE,
        condition: {
          ...TYPE,
          numeric_less_than_equal: { "cos:content-length": 3 },
          string_equal_if_exist: { "cos:x-cos-acl": ["default", "private"] },
        },
      },
      {
        effect: "allow",
        action: "name/cos:PostObject",
        resource: RESOURCE,
        condition: { string_equal_if_exist: { "cos:x-cos-acl": ["default", "private"] } },
      },
      { effect: "allow", action: "name/cos:GetBucket", resource: RESOURCE },
      {
        effect: "deny",
        action: ["name/cos:PutObject", "name/cos:PostObject"],
        resource: RESOURCE,
        condition: { string_like: { "cos:x-cos-grant-read": "*" } },
      },
    ],
  }),
);
const bucket = useTestBucket({
  findCredentials: () => ({ ...LOCAL_COS_DEFAULTS.credentials, policies: [POLICY] }),
});

type Headers = ReadonlyArray<readonly [string, string]>;

interface Sent {
  readonly method?: string;
  readonly key?: string;
  readonly body?: string;
  /** Headers that are sent but not signed. */
  readonly headers?: Headers;
}

const PNG: Headers = [["Content-Type", "image/png"]];

async function outcome({ method = "PUT", key = "uploads/a.png", body = "abc", headers = PNG }: Sent) {
  const { host, port } = bucket();
  const sent = { method, key, host, unsignedHeaders: headers, ...(method === "PUT" && { body }) };
  const response = await send(port, signedRequest(sent));
  return [response.status, response.xml("Code")];
}

async function formOutcome(fields: Readonly<Record<string, string>>, headers: Headers = []) {
  const { host, port } = bucket();
  const signed = signedFields(policyText([]), { key: "uploads/a.png", ...fields });
  const parts = [...fieldParts(signed), { name: "file", value: "abc", filename: "a.png" }];
  const response = await send(port, formRequest(host, parts, headers));
  return [response.status, response.xml("Code")];
}

const DENIED = [403, "AccessDenied"] as const;

test("stores a PUT that the policy allows", async () => {
  expect(await outcome({})).toEqual([200, undefined]);
  expect(await bucket().files()).not.toEqual([]);
});

test.each([
  ["uploads/", 200],
  ["uploads/one/20261123/", 200],
  ["private/", 403],
  ["", 403],
])("GET Bucket with the prefix %j: the resource in a policy is the bucket with the prefix", async (prefix, status) => {
  const { host, port } = bucket();
  const query: ReadonlyArray<readonly [string, string]> = prefix === "" ? [] : [["prefix", prefix]];
  expect((await send(port, signedRequest({ method: "GET", key: "", host, query }))).status).toBe(status);
});

test.each<[name: string, sent: Sent]>([
  ["a PUT into another folder", { key: "private/a.png" }],
  ["a PUT into a folder with the same beginning", { key: "uploads2/a.png" }],
  ["a PUT with another type", { headers: [["Content-Type", "text/html"]] }],
  ["a PUT without a type", { headers: [] }],
  ["a PUT of a larger file", { body: "abcd" }],
  ["a PUT with an unsigned public-read ACL", { headers: [...PNG, ["x-cos-acl", "public-read"]] }],
  ["a PUT with an unsigned grant", { headers: [...PNG, ["x-cos-grant-read", 'id="100000000011"']] }],
  ["GET Object", { method: "GET" }],
  ["HEAD Object", { method: "HEAD" }],
  ["DELETE Object", { method: "DELETE" }],
  ["GET Bucket", { method: "GET", key: "" }],
  ["HEAD Bucket", { method: "HEAD", key: "" }],
])("rejects %s with AccessDenied and stores nothing", async (_name, sent) => {
  const [status, code] = await outcome(sent);
  // A response to HEAD has no body with a code.
  expect([status, sent.method === "HEAD" ? "AccessDenied" : code]).toEqual(DENIED);
  expect(await bucket().files()).toEqual([]);
});

test.each(["default", "private"])("stores a PUT with x-cos-acl: %s", async (acl) => {
  expect(await outcome({ headers: [...PNG, ["x-cos-acl", acl]] })).toEqual([200, undefined]);
});

test("reports an invalid signature before a permission, so that nobody learns a policy by trial", async () => {
  const { host, port } = bucket();
  const request = signedRequest({ method: "PUT", key: "private/a.png", host, body: "abc" });
  const response = await send(port, { ...request, target: "/private/b.png" });
  expect(response.xml("Code")).toBe("SignatureDoesNotMatch");
});

test("stores a form that the policy allows", async () => {
  expect(await formOutcome({})).toEqual([204, undefined]);
});

test.each<[name: string, fields: Record<string, string>, headers: Headers]>([
  ["for another folder", { key: "private/a.png" }, []],
  ["with a public-read ACL", { acl: "public-read" }, []],
  ["with a grant in a field", { "x-cos-grant-read": 'id="1"' }, []],
  ["with a grant in a header", {}, [["x-cos-grant-read", 'id="1"']]],
])("rejects a form %s with AccessDenied and stores nothing", async (_name, fields, headers) => {
  expect(await formOutcome(fields, headers)).toEqual(DENIED);
  expect(await bucket().files()).toEqual([]);
});

test.each([
  ["uploads/a.png", 204, undefined],
  ["private/a.png", ...DENIED],
] as const)("responds to a form with the field Signature for %s with %i %s", async (key, status, code) => {
  const { host, port } = bucket();
  const { headers } = signedRequest({ method: "POST", host });
  const signature = headers.find(([name]) => name === "Authorization")?.[1] ?? "";
  const file = { name: "file", value: "abc", filename: "a.png" };
  const response = await send(port, formRequest(host, [...fieldParts({ key, Signature: signature }), file]));
  expect([response.status, response.xml("Code")]).toEqual([status, code]);
  expect((await bucket().files()).length > 0).toBe(status === 204);
});
