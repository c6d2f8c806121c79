import type COS from "cos-wx-sdk-v5";
import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { storedText } from "../support/stored-text.ts";
import { useTestBucket } from "../support/test-bucket.ts";
import { createWxStandIn } from "./wx-stand-in.ts";

// The SDK signs with the machine's clock.
const bucket = useTestBucket({ now: Date.now });

const TARGET = { Bucket: LOCAL_COS_DEFAULTS.bucket, Region: LOCAL_COS_DEFAULTS.region, Key: "照片/a b.jpg" };
const { secretId: SecretId, secretKey: SecretKey } = LOCAL_COS_DEFAULTS.credentials;

const FILE = "wxfile://tmp/a.jpg";
const VIDEO = "wxfile://tmp/a.mp4";
const MEBIBYTE = 1024 ** 2;
const FILES = { [FILE]: "[Object Content]", [VIDEO]: ["a", "b", "c"].map((text) => text.repeat(MEBIBYTE)).join("") };
let Client: typeof COS;

// On loading, the SDK reads wx and its bundle reads window.
beforeAll(async () => {
  Object.assign(globalThis, { window: {}, wx: createWxStandIn(FILES) });
  Client = (await import("cos-wx-sdk-v5")).default;
});
afterAll(() => {
  for (const name of ["window", "wx"]) Reflect.deleteProperty(globalThis, name);
});

function client(options: Readonly<Record<string, unknown>> = {}): COS {
  // The SDK assumes https for a domain without a scheme. It reports progress by a timer, which would outlive the test.
  return new Client({ SecretId, SecretKey, Domain: bucket().url, ProgressInterval: 1, ...options });
}

function stored(): Promise<string | undefined> {
  return storedText({ ...bucket(), clock: { seconds: Math.floor(Date.now() / 1000) } }, TARGET.Key);
}

test("cos-wx-sdk-v5 puts, reads and deletes an object", async () => {
  const cos = client();
  const put = await cos.putObject({ ...TARGET, Body: "[Object Content]", ContentType: "image/jpeg" });
  expect([put.statusCode, put.ETag]).toEqual([200, '"ee8de918d05640145b18f70f4c3aa602"']);
  expect((await cos.headObject(TARGET)).headers["content-type"]).toBe("image/jpeg");
  expect((await cos.getObject(TARGET)).Body).toBe("[Object Content]");
  expect((await cos.deleteObject(TARGET)).statusCode).toBe(204);
  expect(await stored()).toBeUndefined();
});

test("cos-wx-sdk-v5 posts a form signed by its field Signature", async () => {
  const cos = client();
  const post = await cos.postObject({ ...TARGET, FilePath: FILE });
  expect([post.statusCode, post.ETag]).toEqual([200, '"ee8de918d05640145b18f70f4c3aa602"']);
  expect(await stored()).toBe("[Object Content]");
  const again = cos.postObject({ ...TARGET, FilePath: FILE, ForbidOverwrite: "true" });
  await expect(again).rejects.toMatchObject({ statusCode: 409, error: { Code: "FileAlreadyExists" } });
});

test("cos-wx-sdk-v5 posts a form with an ACL, a storage class and metadata, each as a field and as a header", async () => {
  const options = { ACL: "public-read", StorageClass: "STANDARD_IA", TrafficLimit: 819_200, "x-cos-meta-Name": "a" };
  expect((await client().postObject({ ...TARGET, FilePath: FILE, ...options })).statusCode).toBe(200);
  const response = await fetch(`${bucket().url}/${encodeURI(TARGET.Key)}`);
  expect(response.status).toBe(200);
  const headers = ["x-cos-storage-class", "x-cos-meta-name"].map((name) => response.headers.get(name));
  expect(headers).toEqual(["STANDARD_IA", "a"]);
});

test.each([
  "putObject",
  "postObject",
] as const)("cos-wx-sdk-v5 %s is rejected with a wrong secret key", async (name) => {
  const cos = client({ SecretKey: "other" });
  const call =
    name === "putObject" ? cos.putObject({ ...TARGET, Body: "a" }) : cos.postObject({ ...TARGET, FilePath: FILE });
  await expect(call).rejects.toMatchObject({ statusCode: 403, error: { Code: "SignatureDoesNotMatch" } });
  expect(await bucket().files()).toEqual([]);
});

test("cos-wx-sdk-v5 sliceUploadFile resumes an upload whose first part is there", async () => {
  const cos = client();
  const { UploadId } = await cos.multipartInit(TARGET);
  const Body = new TextEncoder().encode("a".repeat(MEBIBYTE)).buffer;
  await cos.multipartUpload({ ...TARGET, UploadId, PartNumber: 1, Body });
  const uploaded = await cos.sliceUploadFile({ ...TARGET, FilePath: VIDEO, ChunkSize: MEBIBYTE });
  expect([uploaded.statusCode, uploaded.ETag]).toEqual([200, expect.stringMatching(/^"[0-9a-f]{32}-3"$/)]);
  expect(await stored()).toBe(FILES[VIDEO]);
  // The SDK has completed that upload and not begun another.
  const abort = cos.multipartAbort({ ...TARGET, UploadId });
  await expect(abort).rejects.toMatchObject({ error: { Code: "NoSuchUpload" } });
});
