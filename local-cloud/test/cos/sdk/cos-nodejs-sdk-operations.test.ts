import COS from "cos-nodejs-sdk-v5";
import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { useTestBucket } from "../support/test-bucket.ts";

// The SDK signs with the machine's clock.
const bucket = useTestBucket({ now: Date.now });

const PLACE = { Bucket: LOCAL_COS_DEFAULTS.bucket, Region: LOCAL_COS_DEFAULTS.region };
const { secretId: SecretId, secretKey: SecretKey } = LOCAL_COS_DEFAULTS.credentials;
const KEY = "照片/a b+c (1)'*~!&=%41.jpg";

/** The SDK's types require both. */
const ALL = { ...PLACE, Prefix: "", Delimiter: "" };

const client = () => new COS({ SecretId, SecretKey, Protocol: "http:", KeepAlive: false, Domain: bucket().host });

describe("cos-nodejs-sdk-v5", () => {
  test("copies an object", async () => {
    const cos = client();
    await cos.putObject({ ...PLACE, Key: KEY, Body: "a photo", ContentType: "image/jpeg" });
    const source = `${PLACE.Bucket}.cos.${PLACE.Region}.myqcloud.com/${encodeURIComponent(KEY).replaceAll("%2F", "/")}`;
    const copied = await cos.putObjectCopy({ ...PLACE, Key: "copy", CopySource: source });
    expect([copied.statusCode, copied.ETag]).toEqual([200, expect.stringMatching(/^"[0-9a-f]{32}"$/)]);
    const { Body, headers } = await cos.getObject({ ...PLACE, Key: "copy" });
    expect([String(Body), headers?.["content-type"]]).toEqual(["a photo", "image/jpeg"]);
  });

  test("deletes several objects in one request", async () => {
    const cos = client();
    for (const Key of ["a", KEY]) await cos.putObject({ ...PLACE, Key, Body: "a" });
    const { Deleted } = await cos.deleteMultipleObject({ ...PLACE, Objects: [{ Key: "a" }, { Key: KEY }] });
    expect(Deleted.map(({ Key }) => Key)).toEqual(["a", KEY]);
    expect((await cos.getBucket({ ...PLACE })).Contents).toEqual([]);
  });

  test("changes and reads an object's ACL", async () => {
    const cos = client();
    await cos.putObject({ ...PLACE, Key: "a", Body: "a" });
    await cos.putObjectAcl({ ...PLACE, Key: "a", ACL: "public-read" });
    expect((await cos.getObjectAcl({ ...PLACE, Key: "a" })).ACL).toBe("public-read");
    expect((await fetch(`${bucket().url}/a`)).status).toBe(200);
  });

  test("writes, reads and deletes an object's tags", async () => {
    const cos = client();
    await cos.putObject({ ...PLACE, Key: "a", Body: "a" });
    const Tags = [{ Key: "kind", Value: "photo" }];
    await cos.putObjectTagging({ ...PLACE, Key: "a", Tags });
    expect((await cos.getObjectTagging({ ...PLACE, Key: "a" })).Tags).toEqual(Tags);
    await cos.deleteObjectTagging({ ...PLACE, Key: "a" });
    expect((await cos.getObjectTagging({ ...PLACE, Key: "a" })).Tags).toEqual([]);
  });

  test("stores CORS rules that preflights are judged by", async () => {
    const cos = client();
    const rule = { AllowedOrigin: ["http://example.com"], AllowedMethod: ["PUT"], AllowedHeader: ["*"] };
    await cos.putBucketCors({ ...PLACE, CORSRules: [{ ...rule, ExposeHeader: ["ETag"], MaxAgeSeconds: 60 }] });
    const { CORSRules } = await cos.getBucketCors({ ...PLACE });
    expect(CORSRules).toMatchObject([{ AllowedOrigins: rule.AllowedOrigin, AllowedMethods: rule.AllowedMethod }]);
    const preflight = (origin: string) =>
      fetch(`${bucket().url}/a`, {
        method: "OPTIONS",
        headers: { Origin: origin, "Access-Control-Request-Method": "PUT" },
      });
    expect([(await preflight("http://example.com")).status, (await preflight("http://localhost")).status]).toEqual([
      200, 403,
    ]);
  });

  test("lists and aborts an unfinished upload", async () => {
    const cos = client();
    const { UploadId } = await cos.multipartInit({ ...PLACE, Key: KEY });
    await cos.multipartUpload({ ...PLACE, Key: KEY, UploadId, PartNumber: 1, Body: "a part", ContentLength: 6 });
    expect((await cos.multipartListPart({ ...PLACE, Key: KEY, UploadId })).Part).toMatchObject([
      { PartNumber: "1", Size: "6" },
    ]);
    expect((await cos.multipartList(ALL)).Upload).toMatchObject([{ Key: KEY, UploadId }]);
    await cos.multipartAbort({ ...PLACE, Key: KEY, UploadId });
    expect((await cos.multipartList(ALL)).Upload).toEqual([]);
  });

  test("reports what the bucket does not model", async () => {
    await expect(client().getBucketLifecycle({ ...PLACE })).rejects.toMatchObject({
      statusCode: 501,
      code: "NotImplemented",
    });
  });
});
