import { send } from "../support/send.ts";
import { signedRequest, type ToSign } from "../support/signed-request.ts";
import { useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();
const GROUP = "http://cam.qcloud.com/groups/global/";
const OWNER = "qcs::cam::uin/1250000000:uin/1250000000";

const request = (toSign: Partial<ToSign> & Pick<ToSign, "method">) =>
  send(bucket().port, signedRequest({ key: "a.txt", host: bucket().host, query: [["acl", ""]], ...toSign }));
const anonymous = () => send(bucket().port, { method: "GET", target: "/a.txt", headers: [["Host", bucket().host]] });

function policy(...grants: string[]): string {
  return `<AccessControlPolicy><Owner><ID>${OWNER}</ID></Owner><AccessControlList>${grants.join("")}</AccessControlList></AccessControlPolicy>`;
}

function grant(grantee: string, permission: string): string {
  return `<Grant><Grantee>${grantee}</Grantee><Permission>${permission}</Permission></Grant>`;
}

beforeEach(async () => {
  await request({ method: "PUT", query: [], body: "a" });
});

test("x-cos-acl makes an object public and private again", async () => {
  expect((await request({ method: "GET" })).headers["x-cos-acl"]).toBe("default");
  expect((await request({ method: "PUT", headers: [["x-cos-acl", "public-read"]] })).status).toBe(200);
  expect((await anonymous()).text).toBe("a");
  const { headers, text } = await request({ method: "GET" });
  expect(headers["x-cos-acl"]).toBe("public-read");
  expect(text).toContain(`<URI>${GROUP}AllUsers</URI></Grantee><Permission>READ</Permission>`);
  expect((await request({ method: "PUT", headers: [["x-cos-acl", "private"]] })).status).toBe(200);
  expect((await anonymous()).status).toBe(403);
});

test("an XML body sets what GET returned", async () => {
  await request({ method: "PUT", headers: [["x-cos-acl", "public-read"]] });
  const { text: body } = await request({ method: "GET" });
  await request({ method: "PUT", headers: [["x-cos-acl", "private"]] });
  expect((await request({ method: "PUT", body })).status).toBe(200);
  expect((await anonymous()).status).toBe(200);
});

test.each([
  [policy(grant(`<ID>${OWNER}</ID>`, "FULL_CONTROL")), "private"],
  [policy(grant(`<URI>${GROUP}AllUsers</URI>`, "READ")), "public-read"],
  [policy(grant(`<URI>${GROUP}AuthenticatedUsers</URI>`, "READ")), "authenticated-read"],
])("%s means %s", async (body, acl) => {
  expect((await request({ method: "PUT", body })).status).toBe(200);
  expect((await request({ method: "GET" })).headers["x-cos-acl"]).toBe(acl);
});

test.each([
  ["a grant to another account", policy(grant("<ID>qcs::cam::uin/1:uin/1</ID>", "READ")), 501, "NotImplemented"],
  ["a right to write", policy(grant(`<URI>${GROUP}AllUsers</URI>`, "FULL_CONTROL")), 501, "NotImplemented"],
  ["another owner", policy().replace(OWNER, "qcs::cam::uin/1:uin/1"), 501, "NotImplemented"],
  ["a grantee that is two", policy(grant(`<ID>other</ID><URI>${GROUP}AllUsers</URI>`, "READ")), 501, "NotImplemented"],
  [
    "the owner as a group",
    policy(grant(`<ID>${OWNER}</ID><URI>${GROUP}AllUsers</URI>`, "FULL_CONTROL")),
    501,
    "NotImplemented",
  ],
  [
    "a grant with another element",
    policy(grant(`<URI>${GROUP}AllUsers</URI>`, "READ</Permission><Until>1</Until><Permission>")),
    501,
    "NotImplemented",
  ],
  ["two lists", policy("</AccessControlList><AccessControlList>"), 400, "MalformedXML"],
  [
    "two grantees",
    policy(grant(`<URI>${GROUP}AllUsers</URI></Grantee><Grantee><ID>other</ID>`, "READ")),
    400,
    "MalformedXML",
  ],
  ["two owners", policy().replace("<Owner>", "<Owner/><Owner>"), 400, "MalformedXML"],
  ["another element", "<AccessControlPolicy><Public/></AccessControlPolicy>", 501, "NotImplemented"],
  ["a grant without a permission", policy("<Grant><Grantee/></Grant>"), 400, "MalformedXML"],
  ["no list", "<AccessControlPolicy/>", 400, "MalformedXML"],
  ["no body and no header", "", 400, "MissingRequestBodyError"],
])("rejects %s and keeps the ACL", async (_what, body, status, code) => {
  const response = await request({ method: "PUT", body });
  expect([response.status, response.xml("Code")]).toEqual([status, code]);
  expect((await request({ method: "GET" })).headers["x-cos-acl"]).toBe("default");
});

test("rejects an unknown ACL, a missing key and an anonymous request", async () => {
  expect((await request({ method: "PUT", headers: [["x-cos-acl", "public"]] })).xml("Code")).toBe("InvalidArgument");
  expect((await request({ method: "PUT", key: "b", headers: [["x-cos-acl", "private"]] })).xml("Code")).toBe(
    "NoSuchKey",
  );
  expect((await request({ method: "GET", key: "b" })).xml("Code")).toBe("NoSuchKey");
  const headers = [["Host", bucket().host]] as const;
  for (const method of ["GET", "PUT"]) {
    expect((await send(bucket().port, { method, target: "/a.txt?acl", headers })).xml("Code")).toBe("AccessDenied");
  }
});
