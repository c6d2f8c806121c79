import { type CamPolicy, parseCamPolicy } from "../../../../src/cam/index.ts";
import { LOCAL_COS_DEFAULTS } from "../../../../src/cos/index.ts";
import { multipartCalls } from "../../support/multipart-upload.ts";
import { useTestBucket } from "../../support/test-bucket.ts";

const { credentials } = LOCAL_COS_DEFAULTS;
const RESOURCE = "qcs::cos:ap-guangzhou:uid/1250000000:examplebucket-1250000000/";
const LIMITED = { secretId: "AKIDlimited", secretKey: "limited" };

let policies: readonly CamPolicy[] = [];
const bucket = useTestBucket({
  findCredentials: (secretId) => (secretId === LIMITED.secretId ? { ...LIMITED, policies } : credentials),
});
const owner = multipartCalls(bucket);
const limited = multipartCalls(bucket, { credentials: LIMITED });

function allow(action: string, resource: string, condition?: Readonly<Record<string, unknown>>): void {
  const statement = [
    { effect: "allow", action: `name/cos:${action}`, resource: RESOURCE + resource, ...(condition && { condition }) },
  ];
  policies = [parseCamPolicy(JSON.stringify({ version: "2.0", statement }))];
}

/** Each operation on the upload of `uploads/a`, and its action. */
const OPERATIONS = {
  InitiateMultipartUpload: () => limited.initiate("uploads/a"),
  UploadPart: (id: string) => limited.uploadPart({ key: "uploads/a", id }, 1, "a"),
  ListParts: (id: string) => limited.listParts({ key: "uploads/a", id }),
  CompleteMultipartUpload: (id: string) => limited.complete({ key: "uploads/a", id }, [{ number: 1, etag: "a" }]),
  AbortMultipartUpload: (id: string) => limited.abort({ key: "uploads/a", id }),
  ListMultipartUploads: () => limited.listUploads([["prefix", "uploads/"]]),
} as const;

const ACTIONS = Object.keys(OPERATIONS);

test.each(
  Object.entries(OPERATIONS),
)("a policy that allows %s allows that operation and no other", async (action, _call) => {
  const id = await owner.begin("uploads/a");
  allow(action, "uploads/*");
  const allowed: string[] = [];
  for (const [name, call] of Object.entries(OPERATIONS)) {
    const { status, xml } = await call(id);
    if (status !== 403) allowed.push(name);
    else expect(xml("Code")).toBe("AccessDenied");
  }
  expect(allowed).toEqual([action]);
});

test.each(ACTIONS)("a policy that allows %s elsewhere does not allow it here", async (action) => {
  const id = await owner.begin("uploads/a");
  allow(action, "other/*");
  for (const call of Object.values(OPERATIONS)) expect((await call(id)).status).toBe(403);
});

test("a policy for PutObject allows no multipart operation", async () => {
  const id = await owner.begin("uploads/a");
  allow("PutObject", "*");
  for (const call of Object.values(OPERATIONS)) expect((await call(id)).status).toBe(403);
});

test("List Multipart Uploads needs a permission for its prefix: the exact key of an upload is not enough", async () => {
  allow("ListMultipartUploads", "uploads/a");
  expect((await limited.listUploads([["prefix", "uploads/a"]])).status).toBe(200);
  for (const query of [[], [["prefix", "uploads/"]], [["prefix", ""]]] as const) {
    expect((await limited.listUploads(query)).status).toBe(403);
  }
});

test("cos:content-length bounds each part, and the XML of Complete if the action is in the statement", async () => {
  const id = await owner.begin("uploads/a");
  const upload = { key: "uploads/a", id };
  allow("UploadPart", "uploads/a", { numeric_less_than_equal: { "cos:content-length": 4 } });
  expect((await limited.uploadPart(upload, 1, "four")).status).toBe(200);
  expect((await limited.uploadPart(upload, 2, "five!")).status).toBe(403);
  allow("CompleteMultipartUpload", "uploads/a", { numeric_less_than_equal: { "cos:content-length": 4 } });
  expect((await limited.complete(upload, [{ number: 1, etag: "a" }])).status).toBe(403);
});

test("cos:x-cos-forbid-overwrite is required where the policy says so, at Initiate and at Complete", async () => {
  const FORBID = [["x-cos-forbid-overwrite", "true"]] as const;
  const condition = { string_equal: { "cos:x-cos-forbid-overwrite": "true" } };
  allow("InitiateMultipartUpload", "uploads/a", condition);
  expect((await limited.initiate("uploads/a")).status).toBe(403);
  expect((await limited.initiate("uploads/a", FORBID)).status).toBe(200);
  const upload = { key: "uploads/a", id: await owner.begin("uploads/a") };
  const parts = await owner.uploadParts(upload, ["a"]);
  allow("CompleteMultipartUpload", "uploads/a", condition);
  expect((await limited.complete(upload, parts)).status).toBe(403);
  expect((await limited.complete(upload, parts, FORBID)).status).toBe(200);
});

test("cos:content-type and cos:x-cos-acl bind Initiate, and a type condition denies parts without a type", async () => {
  const typed = {
    string_like: { "cos:content-type": "video/*" },
    string_equal_if_exist: { "cos:x-cos-acl": "private" },
  };
  allow("InitiateMultipartUpload", "uploads/a", typed);
  const initiate = async (type: string, acl: string) =>
    (
      await limited.initiate("uploads/a", [
        ["Content-Type", type],
        ["x-cos-acl", acl],
      ])
    ).status;
  expect([
    await initiate("video/mp4", "private"),
    await initiate("video/mp4", "public-read"),
    await initiate("text/html", "private"),
  ]).toEqual([200, 403, 403]);
  allow("UploadPart", "uploads/a", { string_like: { "cos:content-type": "video/*" } });
  const id = await owner.begin("uploads/a");
  expect((await limited.uploadPart({ key: "uploads/a", id }, 1, "a")).status).toBe(403);
});

/** A copy as part 1 from `source/a`, with the header unsigned, as someone who got hold of a signature would add it. */
async function copyPart(id: string, source = "source/a") {
  const query = [
    ["partNumber", "1"],
    ["uploadId", id],
  ] as const;
  const unsignedHeaders = [["x-cos-copy-source", `${bucket().host}/${source}`]] as const;
  return limited.call({ method: "PUT", key: "uploads/a", query, unsignedHeaders, body: "" });
}

test("a copy as a part needs UploadPartCopy and, for its source, GetObject; UploadPart is not enough", async () => {
  await owner.call({ method: "PUT", key: "source/a", body: "secret" });
  const upload = { key: "uploads/a", id: await owner.begin("uploads/a") };
  const statement = (action: string, resource: string) => ({
    effect: "allow",
    action: `name/cos:${action}`,
    resource: RESOURCE + resource,
  });
  const UPLOAD = statement("UploadPart", "*");
  const COPY = statement("UploadPartCopy", "uploads/*");
  for (const [statements, status] of [
    [[UPLOAD], 403],
    [[UPLOAD, statement("GetObject", "*")], 403],
    [[UPLOAD, statement("PutObjectCopy", "*"), statement("GetObject", "*")], 403],
    [[COPY], 403],
    [[COPY, statement("GetObject", "uploads/*")], 403],
    [[COPY, statement("GetObject", "source/*")], 200],
  ] as const) {
    policies = [parseCamPolicy(JSON.stringify({ version: "2.0", statement: statements }))];
    expect((await copyPart(upload.id)).status).toBe(status);
  }
  policies = [parseCamPolicy(JSON.stringify({ version: "2.0", statement: [UPLOAD] }))];
  // The policy denies the copy before the upload, the number or the source is looked at.
  expect((await copyPart("no-such-upload", "%zz")).xml("Code")).toBe("AccessDenied");
});

test("anonymous requests are AccessDenied, for a public upload too", async () => {
  const id = await owner.begin("uploads/a", [["x-cos-acl", "public-read"]]);
  for (const [method, query] of [
    ["GET", `uploadId=${id}`],
    ["PUT", `partNumber=1&uploadId=${id}`],
    ["POST", `uploadId=${id}`],
    ["DELETE", `uploadId=${id}`],
    ["POST", "uploads"],
  ] as const) {
    const response = await fetch(`${bucket().url}/uploads/a?${query}`, { method });
    expect([response.status, await response.text()]).toEqual([
      403,
      expect.stringContaining("<Code>AccessDenied</Code>"),
    ]);
  }
  expect((await owner.listParts({ key: "uploads/a", id })).status).toBe(200);
});
