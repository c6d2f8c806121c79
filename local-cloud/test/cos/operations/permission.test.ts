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
  /** Not signed. */
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

test("a PUT that the policy allows – is stored", async () => {
  expect(await outcome({})).toEqual([200, undefined]);
  expect(await bucket().files()).not.toEqual([]);
});

test.each<[name: string, sent: Sent]>([
  ["another folder", { key: "private/a.png" }],
  ["a folder that begins alike", { key: "uploads2/a.png" }],
  ["another type", { headers: [["Content-Type", "text/html"]] }],
  ["no type", { headers: [] }],
  ["a larger file", { body: "abcd" }],
  ["public for reading, unsigned", { headers: [...PNG, ["x-cos-acl", "public-read"]] }],
  ["a grant, unsigned", { headers: [...PNG, ["x-cos-grant-read", 'id="100000000011"']] }],
  ["reading", { method: "GET" }],
  ["asking for the head", { method: "HEAD" }],
  ["deleting", { method: "DELETE" }],
  ["listing", { method: "GET", key: "" }],
  ["asking for the bucket", { method: "HEAD", key: "" }],
])("%s – 403 AccessDenied, and nothing is stored", async (_name, sent) => {
  const [status, code] = await outcome(sent);
  // HEAD has no body to say more in.
  expect([status, sent.method === "HEAD" ? "AccessDenied" : code]).toEqual(DENIED);
  expect(await bucket().files()).toEqual([]);
});

test.each(["default", "private"])("x-cos-acl: %s – is stored", async (acl) => {
  expect(await outcome({ headers: [...PNG, ["x-cos-acl", acl]] })).toEqual([200, undefined]);
});

test("a wrong signature – is told first: nobody is told what a policy says", async () => {
  const { host, port } = bucket();
  const request = signedRequest({ method: "PUT", key: "private/a.png", host, body: "abc" });
  const response = await send(port, { ...request, target: "/private/b.png" });
  expect(response.xml("Code")).toBe("SignatureDoesNotMatch");
});

test("a form that the policy allows – is stored", async () => {
  expect(await formOutcome({})).toEqual([204, undefined]);
});

test.each<[name: string, fields: Record<string, string>, headers: Headers]>([
  ["another folder", { key: "private/a.png" }, []],
  ["public for reading", { acl: "public-read" }, []],
  ["a grant in a field", { "x-cos-grant-read": 'id="1"' }, []],
  ["a grant in a header", {}, [["x-cos-grant-read", 'id="1"']]],
])("a form: %s – 403 AccessDenied, and nothing is stored", async (_name, fields, headers) => {
  expect(await formOutcome(fields, headers)).toEqual(DENIED);
  expect(await bucket().files()).toEqual([]);
});

test.each([
  ["uploads/a.png", 204, undefined],
  ["private/a.png", ...DENIED],
] as const)("a form with the field Signature for %s – %i %s", async (key, status, code) => {
  const { host, port } = bucket();
  const { headers } = signedRequest({ method: "POST", host });
  const signature = headers.find(([name]) => name === "Authorization")?.[1] ?? "";
  const file = { name: "file", value: "abc", filename: "a.png" };
  const response = await send(port, formRequest(host, [...fieldParts({ key, Signature: signature }), file]));
  expect([response.status, response.xml("Code")]).toEqual([status, code]);
  expect((await bucket().files()).length > 0).toBe(status === 204);
});
