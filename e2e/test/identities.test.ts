import { authorize, formatKeyTime, type NameValues, urlEncode } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS } from "@wx-cos-upload/local-cloud/cos";
import type { CredentialProvider } from "@wx-cos-upload/server";
import { complete, post, putParts, sliceOf, startUpload } from "../clients/multipart.ts";
import { type RawRequest, send } from "../clients/send.ts";
import { honestPut, md5Base64 } from "../clients/upload-request.ts";
import { expectBytes } from "../stack/expect-bytes.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { BUCKET_HOST } from "../stack/start-stack.ts";
import { type StsStack, startStsStack } from "../stack/start-sts-stack.ts";
import { keyOf } from "../tamper/expect-rejected.ts";

// Two identities: the one that signs uploads can only write new objects, and the one that can do more signs nothing for clients. These
// tests try every operation with the credentials and the signatures that leave the server, against a bucket that evaluates CAM policies.

const PHOTO = sampleBytes("jpg", 1_000, "identities");
const SECRET = sampleBytes("jpg", 900, "somebody else's photo");
const VICTIM = "uploads/20260101/20260101000000-00000000000000000000000000000000.jpg";

let stack: StsStack;
beforeAll(async () => {
  stack = await startStsStack({ source: "federation" });
});
beforeEach(() => stack.localCos.seed({ [VICTIM]: SECRET }));
afterEach(() => stack.emptyBucket());
afterAll(() => stack.close());

const XML = {
  complete: "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>e</ETag></Part></CompleteMultipartUpload>",
  remove: `<Delete><Object><Key>${VICTIM}</Key></Object></Delete>`,
  tagging: "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>",
  cors: "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>",
};

type Operation = readonly [method: string, key: string, query?: NameValues, headers?: NameValues, body?: string];

const copySource: NameValues = [["x-cos-copy-source", `${BUCKET_HOST}/${VICTIM}`]];
const NEW_KEY = "uploads/copied.jpg";

/** Operations that read, list, copy, delete, tag, or manage uploads. */
const OPERATIONS: readonly Operation[] = [
  ["GET", VICTIM],
  ["HEAD", VICTIM],
  ["GET", VICTIM, [["response-content-type", "text/html"]]],
  ["GET", VICTIM, [["imageMogr2/thumbnail/200x/", ""]]],
  ["GET", VICTIM, [["ci-process", "snapshot"]]],
  ["DELETE", VICTIM],
  ["GET", VICTIM, [["acl", ""]]],
  ["PUT", VICTIM, [["acl", ""]], [["x-cos-acl", "public-read"]]],
  ["GET", VICTIM, [["tagging", ""]]],
  ["PUT", VICTIM, [["tagging", ""]], [], XML.tagging],
  ["DELETE", VICTIM, [["tagging", ""]]],
  ["PUT", NEW_KEY, [], copySource],
  ["GET", ""],
  ["GET", "", [["prefix", "uploads/"]]],
  ["HEAD", ""],
  ["POST", "", [["delete", ""]], [["Content-MD5", md5Base64(Buffer.from(XML.remove))]], XML.remove],
  ["GET", "", [["uploads", ""]]],
  [
    "GET",
    "",
    [
      ["uploads", ""],
      ["prefix", "uploads/"],
    ],
  ],
  ["POST", NEW_KEY, [["uploads", ""]]],
  ["GET", "", [["cors", ""]]],
  ["PUT", "", [["cors", ""]], [], XML.cors],
  ["DELETE", "", [["cors", ""]]],
];

/** Operations of a multipart upload besides UploadPart. */
const MULTIPART_OPERATIONS: ReadonlyArray<(key: string, uploadId: string) => Operation> = [
  (key, uploadId) => ["GET", key, [["uploadId", uploadId]]],
  (key, uploadId) => ["POST", key, [["uploadId", uploadId]], [], XML.complete],
  (key, uploadId) => ["DELETE", key, [["uploadId", uploadId]]],
  (key, uploadId) => [
    "PUT",
    key,
    [
      ["partNumber", "1"],
      ["uploadId", uploadId],
    ],
    copySource,
  ],
  (key, uploadId) => [
    "PUT",
    key,
    [
      ["partNumber", "1"],
      ["uploadId", uploadId],
    ],
    [...copySource, ["x-cos-copy-source-range", "bytes=0-9"]],
  ],
];

/** Sub-resources of the vendor's API. The local bucket models only some, and rejects the others. */
const SUB_RESOURCES = [
  ...["acl", "tagging", "cors", "delete", "uploads", "uploadId=1", "versioning", "versions", "lifecycle", "policy"],
  ...["website", "logging", "replication", "inventory", "domain", "domaincertificate", "encryption", "referer"],
  ...["origin", "accelerate", "intelligent-tiering", "object-lock", "restore", "select", "append", "symlink", "rename"],
  ...["legal-hold", "retention", "live", "image_process", "async-process", "torrent", "notification", "location"],
  ...["requestPayment", "object-block", "bucketType", "policyStatus", "metadata", "sync", "trash", "snapshot"],
];

/** Headers that the holder of a signature can add. x-cos-tagging is missing: it tags the holder's own new object, as x-cos-meta-* describes it. */
const ADDED_HEADERS: ReadonlyArray<readonly [name: string, value: string]> = [
  ...copySource,
  ["x-cos-copy-source-range", "bytes=0-9"],
  ["x-cos-metadata-directive", "Replaced"],
  ["x-cos-grant-read", 'id="100000000011"'],
  ["x-cos-grant-write", 'id="100000000011"'],
  ["x-cos-grant-read-acp", 'id="100000000011"'],
  ["x-cos-grant-write-acp", 'id="100000000011"'],
  ["x-cos-grant-full-control", 'id="100000000011"'],
  ["x-cos-acl", "public-read"],
  ["x-cos-acl", "public-read-write"],
  ["x-cos-storage-class", "ARCHIVE"],
  ["x-cos-server-side-encryption", "AES256"],
  ["x-cos-server-side-encryption-customer-algorithm", "AES256"],
  ["x-cos-website-redirect-location", "https://example.com"],
  ["x-cos-callback", "e30="],
  ["x-cos-return-body", "e30="],
  ["x-cos-traffic-limit", "819200"],
  ["x-cos-object-type", "appendable"],
  ["x-cos-expires", "1"],
  ["x-cos-meta-name", "added"],
  ["Pic-Operations", `{"is_pic_info":1,"rules":[{"fileid":"/${VICTIM}","rule":"imageMogr2/rotate/90"}]}`],
  ["x-cos-security-token", "another"],
];

const objectUrlOf = (key: string) => `http://${stack.cosHost}/${key}`;

/** Signs an operation by hand, all of it, with an identity's credentials. */
async function signedBy(
  provider: CredentialProvider,
  [method, key, query = [], headers = [], body = ""]: Operation,
): Promise<RawRequest> {
  const credentials = await provider();
  const nowSeconds = Math.floor(stack.clock.nowMs / 1000);
  const { authorization } = authorize({
    method,
    pathname: `/${key}`,
    query,
    headers: [["host", stack.cosHost], ...headers],
    credentials,
    keyTime: formatKeyTime({ startSeconds: nowSeconds - 60, endSeconds: nowSeconds + 60 }),
  });
  const search = query.map(([name, value]) => `${urlEncode(name)}${value === "" ? "" : `=${urlEncode(value)}`}`);
  return {
    method,
    url: `${objectUrlOf(key)}${search.length === 0 ? "" : `?${search.join("&")}`}`,
    headers: {
      ...Object.fromEntries(headers),
      Authorization: authorization,
      "x-cos-security-token": credentials.securityToken ?? "",
    },
    body: Buffer.from(body),
  };
}

/** What the owner of the bucket sees of the object that nobody may touch. */
async function stateOfVictim() {
  const { bytes, status } = await stack.bucket.read(VICTIM);
  const acl = await fetch(objectUrlOf(VICTIM));
  const tags = await stack.bucket.headersOf(VICTIM);
  return { status, same: bytes.equals(SECRET), anonymous: acl.status, tags: tags.get("x-cos-tagging-count") };
}

/** Sends requests with what has left the server. Expects that they do nothing, or store exactly the honest bytes at their own key, private. */
async function expectHarmless(requests: readonly RawRequest[], ownKey: string, honest: Buffer): Promise<void> {
  const before = await stack.bucket.keys();
  for (const request of requests) await send(request);
  const added = (await stack.bucket.keys()).filter((key) => !before.includes(key));
  const what = requests.map(({ method, url, headers }) => [
    method,
    new URL(url).search.slice(0, 40),
    Object.keys(headers),
  ]);
  expect([what, added.filter((key) => key !== ownKey)]).toEqual([what, []]);
  for (const key of added) {
    await expectBytes(stack, key, honest);
    expect([what, (await fetch(objectUrlOf(key))).status]).toEqual([what, 403]);
  }
  expect([what, await stateOfVictim()]).toEqual([what, { status: 200, same: true, anonymous: 403, tags: null }]);
}

describe("the credentials of the upload identity", () => {
  test("read, list, copy, delete and tag nothing, and manage no upload", async () => {
    const { cosKey, uploadToken, parts } = await startUpload(stack.serverUrl, { ext: "mp4", size: 1_000 });
    const uploadId = new URL(parts[0]?.uploadUrl ?? "").searchParams.get("uploadId") ?? "";
    const operations = [...OPERATIONS, ...MULTIPART_OPERATIONS.map((operation) => operation(cosKey, uploadId))];
    for (const operation of operations) {
      const { status, code } = await send(await signedBy(stack.credentials, operation));
      // What the bucket does not model is 501. A list of keys to delete is 200, with an error for each key.
      const isDenied = status === 403 || status === 501 || code === "AccessDenied";
      expect([operation, status, isDenied]).toEqual([operation, status, true]);
    }
    expect(await stack.bucket.keys()).toEqual([VICTIM]);
    expect(await stateOfVictim()).toEqual({ status: 200, same: true, anonymous: 403, tags: null });
    expect((await post(stack.serverUrl, "/multipart/list", { uploadToken })).body["held"]).toEqual([]);
  });

  test("the same operations succeed with the owner's keys, so that the table tests the policy and not itself", async () => {
    const owner = async () => LOCAL_COS_DEFAULTS.credentials;
    for (const operation of OPERATIONS) {
      const { "x-cos-security-token": _, ...headers } = (await signedBy(owner, operation)).headers;
      const { status } = await send({ ...(await signedBy(owner, operation)), headers });
      await stack.localCos.seed({ [VICTIM]: SECRET });
      expect([operation, status === 403]).toEqual([operation, false]);
    }
  });

  test.each(["private/a.mp4", "uploads2/a.mp4", "a.mp4"])("write no part of %s", async (key) => {
    const query: NameValues = [
      ["partNumber", "1"],
      ["uploadId", "1"],
    ];
    expect(await send(await signedBy(stack.credentials, ["PUT", key, query]))).toMatchObject({ status: 403 });
  });

  test("write no part that is longer than the largest file needs", async () => {
    const { cosKey, parts } = await startUpload(stack.serverUrl, { ext: "mp4", size: 1_000 });
    const uploadId = new URL(parts[0]?.uploadUrl ?? "").searchParams.get("uploadId") ?? "";
    const query: NameValues = [
      ["partNumber", "1"],
      ["uploadId", uploadId],
    ];
    const request = await signedBy(stack.credentials, ["PUT", cosKey, query]);
    const sized = (bytes: number) => send({ ...request, body: Buffer.alloc(bytes) });
    expect(await sized(1024 ** 2 + 1)).toMatchObject({ status: 403, code: "AccessDenied" });
    expect(await sized(1024 ** 2)).toMatchObject({ status: 200 });
  });
});

describe("a signature", () => {
  /** Each kind of signature: a request that is valid as it is, and its key. */
  const CARRIERS: ReadonlyArray<readonly [name: string, sign: () => Promise<RawRequest>, honest: Buffer]> = [
    ["a bound PUT", () => honestPut(stack.serverUrl, PHOTO), PHOTO],
    ["a PUT for an extension", () => honestPut(stack.serverUrl, PHOTO, "unbound"), PHOTO],
    ["a part", signedPart, PHOTO],
  ];

  async function signedPart(): Promise<RawRequest> {
    const start = await startUpload(stack.serverUrl, { ext: "jpg", size: PHOTO.length });
    const [part] = start.parts;
    if (part === undefined) throw new Error("no part");
    return { method: "PUT", url: part.uploadUrl, headers: part.headers, body: sliceOf(PHOTO, part, start.partBytes) };
  }

  test.each(CARRIERS)("of %s – in another method, reads and deletes nothing", async (_, sign, honest) => {
    const request = await sign();
    const methods = ["GET", "HEAD", "DELETE", "POST", "OPTIONS", "PATCH"];
    await expectHarmless(
      methods.map((method) => ({ ...request, method })),
      keyOf(request),
      honest,
    );
  });

  test.each(CARRIERS)("of %s – with any sub-resource, does nothing else", async (_, sign, honest) => {
    for (const subResource of SUB_RESOURCES) {
      const request = await sign();
      const url = `${request.url}${request.url.includes("?") ? "&" : "?"}${subResource}`;
      await expectHarmless(
        ["PUT", "GET", "POST", "DELETE"].map((method) => ({ ...request, method, url })),
        keyOf(request),
        honest,
      );
    }
  });

  test.each(CARRIERS)("of %s – with any header, touches nothing else and stays private", async (_, sign, honest) => {
    for (const [name, value] of ADDED_HEADERS) {
      const request = await sign();
      await expectHarmless([{ ...request, headers: { ...request.headers, [name]: value } }], keyOf(request), honest);
    }
  });

  test.each(CARRIERS)("of %s – for another key, part or upload, is rejected", async (_, sign, honest) => {
    for (const [from, to] of [
      ["/uploads/", "/private/"],
      [/[0-9a-f]{32}\./, `${"0".repeat(32)}.`],
      ["partNumber=1", "partNumber=2"],
      [/uploadId=./, "uploadId=x"],
    ] as const) {
      const request = await sign();
      const url = request.url.replace(from, to);
      if (url !== request.url) {
        expect(await send({ ...request, url })).toMatchObject({ status: 403 });
        await expectHarmless([{ ...request, url }], keyOf(request), honest);
      }
    }
  });

  test("of a part – with another length or MD5, is rejected", async () => {
    const request = await signedPart();
    for (const body of [PHOTO.subarray(1), Buffer.concat([PHOTO, PHOTO]), Buffer.alloc(0)]) {
      expect(await send({ ...request, body })).toMatchObject({ status: 403, code: "SignatureDoesNotMatch" });
    }
    const start = await startUpload(stack.serverUrl, { ext: "jpg", size: PHOTO.length });
    const md5 = "1B2M2Y8AsgTpgAmY7PhCfg==";
    const { body } = await post(stack.serverUrl, "/multipart/parts", {
      ...{ uploadToken: start.uploadToken, partNumbers: [1], md5s: [md5] },
    });
    const [bound] = body["parts"] as typeof start.parts;
    if (bound === undefined) throw new Error("no part");
    const put = { method: "PUT", url: bound.uploadUrl, headers: bound.headers, body: PHOTO };
    expect(await send(put)).toMatchObject({ status: 400, code: "BadDigest" });
  });
});

test("STS is away – nothing is started on COS, and the response says when to retry", async () => {
  const away = await startStsStack({ source: "federation" });
  try {
    await away.stopSts();
    const file = { ext: "mp4", size: 1_000 };
    const response = await post(away.serverUrl, "/multipart", file, { "Idempotency-Key": "sts-is-away" });
    expect([response.status, response.body["code"]]).toEqual([503, "credentials_unavailable"]);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(away.localCos.requests()).toEqual([]);
  } finally {
    await away.close();
  }
});

describe("the service identity", () => {
  test("writes no object and no part, and reads and tags none", async () => {
    const { cosKey, parts } = await startUpload(stack.serverUrl, { ext: "mp4", size: 1_000 });
    const uploadId = new URL(parts[0]?.uploadUrl ?? "").searchParams.get("uploadId") ?? "";
    const denied: readonly Operation[] = [
      ["PUT", NEW_KEY],
      ["GET", VICTIM],
      ["PUT", NEW_KEY, [], copySource],
      [
        "PUT",
        cosKey,
        [
          ["partNumber", "1"],
          ["uploadId", uploadId],
        ],
      ],
      ["GET", VICTIM, [["acl", ""]]],
      ["PUT", VICTIM, [["acl", ""]], [["x-cos-acl", "public-read"]]],
      ["PUT", VICTIM, [["tagging", ""]], [], XML.tagging],
      ["PUT", "", [["cors", ""]], [], XML.cors],
      ["DELETE", "private/a.jpg"],
      ["POST", "private/a.jpg", [["uploads", ""]]],
      ["GET", "", [["uploads", ""]]],
    ];
    for (const operation of denied) {
      const { status } = await send(await signedBy(stack.serviceCredentials, operation));
      expect([operation, status]).toEqual([operation, 403]);
    }
  });

  test("never leaves the server: no response of the whole life of an upload names it", async () => {
    const { secretId, secretKey, securityToken = "" } = await stack.serviceCredentials();
    const bytes = sampleBytes("mp4", 1_000, "life");
    const start = await startUpload(stack.serverUrl, { ext: "mp4", size: bytes.length });
    await putParts(stack.serverUrl, start, bytes);
    const stored = await complete(stack.serverUrl, start.uploadToken);
    const said = JSON.stringify([start, stored]);
    for (const secret of [secretId, secretKey, securityToken]) expect(said).not.toContain(secret);
    await expectBytes(stack, start.cosKey, bytes);
  });
});
