import { Readable } from "node:stream";
import COS from "cos-nodejs-sdk-v5";
import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { useTestBucket } from "../support/test-bucket.ts";

// The SDK signs with the machine's clock.
const bucket = useTestBucket({ now: Date.now });

const PLACE = { Bucket: LOCAL_COS_DEFAULTS.bucket, Region: LOCAL_COS_DEFAULTS.region };
const { secretId: SecretId, secretKey: SecretKey } = LOCAL_COS_DEFAULTS.credentials;
const KEY = "照片/a b+c (1)'*~!&=%41.jpg";

/** Two ways in which the SDK reaches a bucket without a DNS name. */
const WAYS: [way: string, options: () => COS.COSOptions][] = [
  ["as a custom domain", () => ({ Domain: bucket().host })],
  ["through a proxy, by the bucket's own host", () => ({ Proxy: bucket().url })],
];

describe.each(WAYS)("cos-nodejs-sdk-v5 %s", (_way, options) => {
  function client(rest: COS.COSOptions = {}): COS {
    return new COS({ SecretId, SecretKey, Protocol: "http:", KeepAlive: false, ...options(), ...rest });
  }

  test("puts, reads and deletes an object", async () => {
    const cos = client();
    const put = await cos.putObject({
      ...PLACE,
      Key: KEY,
      Body: "[Object Content]",
      ContentType: "image/jpeg",
      CacheControl: "no-cache",
      Headers: { "Content-MD5": "7o3pGNBWQBRbGPcPTDqmAg==", "x-cos-meta-name": "a" },
    });
    expect([put.statusCode, put.ETag]).toEqual([200, '"ee8de918d05640145b18f70f4c3aa602"']);

    const head = await cos.headObject({ ...PLACE, Key: KEY });
    expect(head.headers).toMatchObject({
      "content-type": "image/jpeg",
      "content-length": "16",
      "x-cos-meta-name": "a",
      "x-cos-hash-crc64ecma": "16749565679157681890",
    });
    expect(String((await cos.getObject({ ...PLACE, Key: KEY })).Body)).toBe("[Object Content]");
    const part = await cos.getObject({ ...PLACE, Key: KEY, Range: "bytes=1-6" });
    expect([part.statusCode, String(part.Body)]).toEqual([206, "Object"]);

    expect((await cos.deleteObject({ ...PLACE, Key: KEY })).statusCode).toBe(204);
    await expect(cos.headObject({ ...PLACE, Key: KEY })).rejects.toMatchObject({ statusCode: 404 });
  });

  test("copies, tags, and deletes several objects, and sets ACL and CORS rules", async () => {
    const cos = client();
    const host = `${PLACE.Bucket}.cos.${PLACE.Region}.myqcloud.com`;
    const CopySource = `${host}/${encodeURIComponent(KEY).replaceAll("%2F", "/")}`;
    await cos.putObject({ ...PLACE, Key: KEY, Body: "a", Headers: { "x-cos-tagging": "a=1" } });
    const copied = await cos.putObjectCopy({ ...PLACE, Key: "copy", CopySource });
    expect([copied.statusCode, copied.ETag]).toEqual([200, '"0cc175b9c0f1b6a831c399e269772661"']);

    expect((await cos.getObjectTagging({ ...PLACE, Key: "copy" })).Tags).toEqual([{ Key: "a", Value: "1" }]);
    await cos.putObjectTagging({ ...PLACE, Key: "copy", Tags: [{ Key: "b", Value: "中" }] });
    expect((await cos.getObjectTagging({ ...PLACE, Key: "copy" })).Tags).toEqual([{ Key: "b", Value: "中" }]);
    await cos.deleteObjectTagging({ ...PLACE, Key: "copy" });
    expect((await cos.getObjectTagging({ ...PLACE, Key: "copy" })).Tags).toEqual([]);

    await cos.putObjectAcl({ ...PLACE, Key: "copy", ACL: "public-read" });
    expect((await cos.getObjectAcl({ ...PLACE, Key: "copy" })).ACL).toBe("public-read");

    const rule = { AllowedOrigin: ["https://a.example"], AllowedMethod: ["PUT", "GET"], AllowedHeader: ["*"] };
    const CORSRules = [{ ...rule, ExposeHeader: ["ETag"], MaxAgeSeconds: 5 }];
    await cos.putBucketCors({ ...PLACE, CORSRules });
    expect((await cos.getBucketCors(PLACE)).CORSRules).toHaveLength(1);
    await cos.deleteBucketCors(PLACE);
    expect((await cos.getBucketCors(PLACE)).CORSRules).toEqual([]);

    const Objects = [{ Key: KEY }, { Key: "copy" }, { Key: "missing" }];
    expect((await cos.deleteMultipleObject({ ...PLACE, Objects })).Deleted).toHaveLength(3);
    expect((await cos.getBucket(PLACE)).Contents).toEqual([]);
  });

  test("puts an object from a stream", async () => {
    const Body = Readable.from([Buffer.from("[Object "), Buffer.from("Content]")]);
    const put = await client().putObject({ ...PLACE, Key: "a", Body, ContentLength: 16 });
    expect(put.ETag).toBe('"ee8de918d05640145b18f70f4c3aa602"');
  });

  test("lists pages and groups", async () => {
    const cos = client();
    for (const Key of ["照片/1", "照片/2", "a b", "z"]) await cos.putObject({ ...PLACE, Key, Body: "a" });
    const first = await cos.getBucket({ ...PLACE, MaxKeys: 1 });
    expect([first.Contents.map(({ Key }) => Key), first.IsTruncated, first.NextMarker]).toEqual([
      ["a b"],
      "true",
      "a b",
    ]);
    const rest = await cos.getBucket({ ...PLACE, Marker: first.NextMarker ?? "", Delimiter: "/", EncodingType: "url" });
    expect(rest.Contents.map(({ Key }) => decodeURIComponent(Key))).toEqual(["z"]);
    expect(rest.CommonPrefixes.map(({ Prefix }) => decodeURIComponent(Prefix))).toEqual(["照片/"]);
  });

  test("is rejected with a wrong secret key, and nothing is stored", async () => {
    const put = client({ SecretKey: "other" }).putObject({ ...PLACE, Key: "a", Body: "a" });
    await expect(put).rejects.toMatchObject({
      statusCode: 403,
      code: "SignatureDoesNotMatch",
      RequestId: expect.any(String),
    });
    expect(await bucket().files()).toEqual([]);
  });
});

test("cos-nodejs-sdk-v5 creates a URL that works without the SDK", async () => {
  const cos = new COS({ SecretId, SecretKey, Protocol: "http:", Domain: bucket().host });
  await cos.putObject({ ...PLACE, Key: KEY, Body: "a photo" });
  const query = { "response-content-type": "text/html" };
  const url = cos.getObjectUrl({ ...PLACE, Key: KEY, Query: query, Sign: true }, () => {});
  const response = await fetch(url);
  expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
    200,
    "text/html",
    "a photo",
  ]);
  expect((await fetch(url.replace("html", "plain"))).status).toBe(403);
});

test("cos-nodejs-sdk-v5 corrects a clock that is two hours off from the time in the error response", async () => {
  const consoleError = jest.spyOn(console, "error").mockImplementation(() => {});
  const cos = new COS({
    SecretId,
    SecretKey,
    Protocol: "http:",
    Domain: bucket().host,
    SystemClockOffset: 7200_000,
    CorrectClockSkew: true,
  });
  expect((await cos.putObject({ ...PLACE, Key: "a", Body: "a" })).statusCode).toBe(200);
  expect(consoleError).toHaveBeenCalledWith("error: Local time is too skewed.");
  consoleError.mockRestore();
});
