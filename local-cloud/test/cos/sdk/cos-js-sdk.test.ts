import COS from "cos-js-sdk-v5/dist/cos-js-sdk-v5.js";
import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { useTestBucket } from "../support/test-bucket.ts";
import { FileReaderStandIn } from "./file-reader-stand-in.ts";
import { XhrStandIn } from "./xhr-stand-in.ts";

// The SDK signs with the machine's clock.
const bucket = useTestBucket({ now: Date.now });

const TARGET = { Bucket: LOCAL_COS_DEFAULTS.bucket, Region: LOCAL_COS_DEFAULTS.region, Key: "照片/a b.jpg" };
const { secretId: SecretId, secretKey: SecretKey } = LOCAL_COS_DEFAULTS.credentials;

beforeAll(() => {
  Object.assign(globalThis, { window: {}, XMLHttpRequest: XhrStandIn, FileReader: FileReaderStandIn });
});
afterAll(() => {
  for (const name of ["window", "XMLHttpRequest", "FileReader"]) Reflect.deleteProperty(globalThis, name);
});

function client(key: string = SecretKey): COS {
  return new COS({ SecretId, SecretKey: key, Protocol: "http:", Domain: bucket().host });
}

test("cos-js-sdk-v5 puts, reads, lists and deletes an object with the headers that CORS exposes", async () => {
  const cos = client();
  const put = await cos.putObject({ ...TARGET, Body: "[Object Content]" });
  expect([put.statusCode, put.ETag]).toEqual([200, '"ee8de918d05640145b18f70f4c3aa602"']);
  expect((await cos.headObject(TARGET)).headers["content-length"]).toBe("16");
  expect((await cos.getObject(TARGET)).Body).toBe("[Object Content]");
  const { Bucket, Region } = TARGET;
  expect((await cos.getBucket({ Bucket, Region })).Contents.map(({ Key }) => Key)).toEqual([TARGET.Key]);
  expect((await cos.deleteObject(TARGET)).statusCode).toBe(204);
});

test("cos-js-sdk-v5 reads the error across origins with a wrong secret key", async () => {
  const put = client("other").putObject({ ...TARGET, Body: "a" });
  await expect(put).rejects.toMatchObject({
    statusCode: 403,
    code: "SignatureDoesNotMatch",
    headers: { "x-cos-request-id": expect.any(String) },
  });
  expect(await bucket().files()).toEqual([]);
});

test("cos-js-sdk-v5 sliceUploadFile resumes an upload whose first part is there", async () => {
  const cos = client();
  const MEBIBYTE = 1024 ** 2;
  const Body = new Blob(["a", "b", "c"].map((text) => text.repeat(MEBIBYTE)));
  const { UploadId } = await cos.multipartInit(TARGET);
  await cos.multipartUpload({ ...TARGET, UploadId, PartNumber: 1, Body: Body.slice(0, MEBIBYTE) });
  const uploaded = await cos.sliceUploadFile({ ...TARGET, Body, ChunkSize: MEBIBYTE });
  expect([uploaded.statusCode, uploaded.ETag]).toEqual([200, expect.stringMatching(/^"[0-9a-f]{32}-3"$/)]);
  expect((await cos.headObject(TARGET)).headers["content-length"]).toBe(String(3 * MEBIBYTE));
  // The SDK has completed that upload and not begun another.
  await expect(cos.multipartAbort({ ...TARGET, UploadId })).rejects.toMatchObject({ code: "NoSuchUpload" });
});
