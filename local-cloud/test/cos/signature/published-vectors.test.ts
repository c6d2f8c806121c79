import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { send, type WireRequest } from "../support/send.ts";
import { signedRequest } from "../support/signed-request.ts";
import { storedText } from "../support/stored-text.ts";
import { startTestBucket, type TestBucket } from "../support/test-bucket.ts";

/** A request that Tencent's documents print, with its signature. The tests send it unchanged. */
interface Vector {
  readonly bucket: string;
  readonly keyTime: string;
  readonly headerList: string;
  readonly urlParamList?: string;
  readonly signature: string;
  readonly request: Omit<WireRequest, "headers">;
  /** Without Host and Authorization. */
  readonly headers: WireRequest["headers"];
}

const NAMED = "/exampleobject(%E8%85%BE%E8%AE%AF%E4%BA%91)";

/** Request Signature (436/7778), "Actual case": uploading */
const K1: Vector = {
  bucket: "examplebucket-1250000000",
  keyTime: "1557989151;1557996351",
  headerList: "content-length;content-md5;content-type;date;host;x-cos-acl;x-cos-grant-read",
  signature: "3b8851a11a569213c17ba8fa7dcf2abec6935172",
  request: { method: "PUT", target: NAMED, body: "ObjectContent" },
  headers: [
    ["Date", "Thu, 16 May 2019 06:45:51 GMT"],
    ["Content-Type", "text/plain"],
    ["Content-Length", "13"],
    ["Content-MD5", "mQ/fVh815F3k6TAUm8m0eg=="],
    ["x-cos-acl", "private"],
    ["x-cos-grant-read", 'uin="100000000011"'],
  ],
};

/** Request Signature (436/7778), "Actual case": downloading */
const K2: Vector = {
  bucket: "examplebucket-1250000000",
  keyTime: "1557989753;1557996953",
  headerList: "date;host",
  urlParamList: "response-cache-control;response-content-type",
  signature: "01681b8c9d798a678e43b685a9f1bba0f6c0e012",
  request: {
    method: "GET",
    target: `${NAMED}?response-content-type=application%2Foctet-stream&response-cache-control=max-age%3D600`,
  },
  headers: [["Date", "Thu, 16 May 2019 06:55:53 GMT"]],
};

/** An older edition of Request Signature (436/7778): uploading */
const K3: Vector = {
  bucket: "bucket1-1254000000",
  keyTime: "1417773892;1417853898",
  headerList: "host;x-cos-content-sha1;x-cos-storage-class",
  signature: "84f5be2187452d2fe276dbdca932143ef8161145",
  request: { method: "PUT", target: "/testfile2", body: "Hello world" },
  headers: [
    ["Content-Length", "11"],
    ["x-cos-content-sha1", "7b502c3a1f48c8609ae212cdfb639dee39673f5e"],
    ["x-cos-storage-class", "nearline"],
  ],
};

/** The same edition: downloading */
const K4: Vector = {
  bucket: "bucket1-1254000000",
  keyTime: "1417773892;1417853898",
  headerList: "host;range",
  signature: "4b6cbab14ce01381c29032423481ebffd514e8be",
  request: { method: "GET", target: "/testfile" },
  headers: [["Range", "bytes=0-3"]],
};

/** A third party's test vector for the same signature algorithm. */
const K5: Vector = {
  bucket: "examplebucket-1250000000",
  keyTime: "1417773892;1417853898",
  headerList: "host;x-cos-content-sha1;x-cos-storage-class",
  signature: "0ab12f43e74cbe148d705cd9fae8adc9a6d39cc1",
  request: { method: "PUT", target: "/exampleobject", body: "x" },
  headers: [
    ["Content-Length", "1"],
    ["x-cos-content-sha1", "b502c3a1f48c8609ae212cdfb639dee39673f5e"],
    ["x-cos-storage-class", "standard"],
  ],
};

describe("the published signatures", () => {
  let bucket: TestBucket | undefined;
  afterEach(async () => {
    await bucket?.close();
    bucket = undefined;
  });

  async function bucketOf(vector: Vector): Promise<TestBucket> {
    bucket = await startTestBucket({ bucket: vector.bucket, region: "ap-beijing" });
    bucket.clock.seconds = Number(vector.keyTime.split(";")[0]);
    return bucket;
  }

  test("K1 is authenticated, and then rejected because grants are not modelled", async () => {
    const response = await send((await bucketOf(K1)).port, wireOf(K1));
    expect([response.status, response.xml("Code")]).toEqual([501, "NotImplemented"]);
    expect(response.xml("Message")).toContain("x-cos-grant-read");
  });

  test("K2 reads its object", async () => {
    const cos = await bucketOf(K2);
    const keyTime = K2.keyTime;
    const key = "exampleobject(腾讯云)";
    await send(cos.port, signedRequest({ method: "PUT", key, host: cos.host, body: "ObjectContent", keyTime }));
    cos.clock.seconds = Number(K2.keyTime.split(";")[1]);
    expect(await send(cos.port, wireOf(K2))).toMatchObject({
      status: 200,
      text: "ObjectContent",
      headers: { "content-type": "application/octet-stream", "cache-control": "max-age=600" },
    });
  });

  test("K3 is authenticated, and then rejected because its storage class no longer exists", async () => {
    const response = await send((await bucketOf(K3)).port, wireOf(K3));
    expect([response.status, response.xml("Code")]).toEqual([400, "InvalidArgument"]);
    expect(response.xml("Message")).toContain("x-cos-storage-class");
  });

  test("K5 stores its object", async () => {
    const cos = await bucketOf(K5);
    expect(await send(cos.port, wireOf(K5))).toMatchObject({ status: 200 });
    expect(await storedText(cos, "exampleobject")).toBe("x");
  });

  test("K4 is authenticated and finds no object", async () => {
    const cos = await bucketOf(K4);
    const response = await send(cos.port, wireOf(K4));
    expect([response.status, response.xml("Code")]).toEqual([404, "NoSuchKey"]);
  });

  test.each(
    Object.entries({ K1, K2, K3, K4, K5 }),
  )("%s is rejected if one digit of the signature changes", async (_name, vector) => {
    const cos = await bucketOf(vector);
    const changed = vector.signature.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    const response = await send(cos.port, wireOf({ ...vector, signature: changed }));
    expect([response.status, response.xml("Code")]).toEqual([403, "SignatureDoesNotMatch"]);
    expect(await cos.files()).toEqual([]);
  });
});

function wireOf({ bucket, keyTime, headerList, urlParamList = "", signature, request, headers }: Vector): WireRequest {
  const authorization =
    `q-sign-algorithm=sha1&q-ak=${LOCAL_COS_DEFAULTS.credentials.secretId}&q-sign-time=${keyTime}&q-key-time=${keyTime}` +
    `&q-header-list=${headerList}&q-url-param-list=${urlParamList}&q-signature=${signature}`;
  const host = `${bucket}.cos.ap-beijing.myqcloud.com`;
  return { ...request, headers: [["Host", host], ...headers, ["Authorization", authorization]] };
}
