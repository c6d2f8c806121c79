import type { NameValues } from "@wx-cos-upload/cos-signature";
import { send } from "../support/send.ts";
import { signedRequest } from "../support/signed-request.ts";
import { useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();

function list(query: NameValues) {
  return send(bucket().port, signedRequest({ method: "GET", host: bucket().host, query }));
}

async function put(...keys: string[]): Promise<void> {
  const { host, port } = bucket();
  await Promise.all(keys.map((key) => send(port, signedRequest({ method: "PUT", key, host, body: "a" }))));
}

function keysIn(xml: string): string[] {
  return [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key);
}

test("GET Bucket lists an object with all its elements", async () => {
  await put("a&b.txt");
  const { status, headers, text } = await list([]);
  expect(status).toBe(200);
  expect(headers).toMatchObject({ "content-type": "application/xml", "x-cos-bucket-region": "ap-guangzhou" });
  expect(text).toBe(
    "<?xml version='1.0' encoding='utf-8' ?><ListBucketResult><Name>examplebucket-1250000000</Name><Prefix></Prefix>" +
      "<Marker></Marker><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated><Contents><Key>a&amp;b.txt</Key>" +
      "<LastModified>2023-11-14T22:15:00.000Z</LastModified><ETag>&quot;0cc175b9c0f1b6a831c399e269772661&quot;</ETag>" +
      "<Size>1</Size><Owner><ID>1250000000</ID><DisplayName>1250000000</DisplayName></Owner>" +
      "<StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>",
  );
});

test("GET Bucket lists keys in UTF-8 binary order", async () => {
  await put("😀", "Ａ", "a", "B", "照");
  expect(keysIn((await list([])).text)).toEqual(["B", "a", "照", "Ａ", "😀"]);
});

test("GET Bucket lists a page with its marker, and the next page", async () => {
  await put("a", "b", "c");
  const first = await list([["max-keys", "2"]]);
  expect([keysIn(first.text), first.xml("IsTruncated"), first.xml("NextMarker")]).toEqual([["a", "b"], "true", "b"]);
  const second = await list([["marker", "b"]]);
  expect([keysIn(second.text), second.xml("IsTruncated"), second.xml("NextMarker")]).toEqual([
    ["c"],
    "false",
    undefined,
  ]);
});

test("GET Bucket groups keys by a delimiter", async () => {
  await put("photos/1", "photos/2", "top");
  const { text } = await list([["delimiter", "/"]]);
  expect(keysIn(text)).toEqual(["top"]);
  expect(text).toContain("<Delimiter>/</Delimiter>");
  expect(text).toContain("<CommonPrefixes><Prefix>photos/</Prefix></CommonPrefixes>");
});

test("GET Bucket encodes names with encoding-type=url", async () => {
  await put("照 片/1");
  const { text } = await list([
    ["encoding-type", "url"],
    ["prefix", "照"],
  ]);
  expect(text).toContain("<EncodingType>url</EncodingType><Prefix>%E7%85%A7</Prefix>");
  expect(keysIn(text)).toEqual(["%E7%85%A7%20%E7%89%87%2F1"]);
});

test.each([
  ["max-keys", "a"],
  ["max-keys", "-1"],
  ["max-keys", "1.5"],
  ["encoding-type", "base64"],
])("GET Bucket rejects %s=%s as InvalidArgument", async (name, value) => {
  const response = await list([[name, value]]);
  expect([response.status, response.xml("Code")]).toEqual([400, "InvalidArgument"]);
});

test("GET Bucket treats max-keys above 1000 as 1000", async () => {
  expect((await list([["max-keys", "5000"]])).xml("MaxKeys")).toBe("1000");
});

test("HEAD Bucket responds with 200 and the region", async () => {
  const response = await send(bucket().port, signedRequest({ method: "HEAD", host: bucket().host }));
  expect(response).toMatchObject({ status: 200, headers: { "x-cos-bucket-region": "ap-guangzhou" } });
});

test.each([
  {},
  { marker: "a" },
  { prefix: "b" },
  { delimiter: "/" },
])("max-keys=0 with %j is a complete, empty page", async (more) => {
  const { host, port } = bucket();
  for (const key of ["a", "b/c"]) await send(port, signedRequest({ method: "PUT", key, host, body: "a" }));
  const query = Object.entries({ "max-keys": "0", ...more });
  const { xml, text } = await send(port, signedRequest({ method: "GET", host, query }));
  expect([xml("MaxKeys"), xml("IsTruncated")]).toEqual(["0", "false"]);
  expect(text).not.toMatch(/<NextMarker>|<Contents>|<CommonPrefixes>/);
});
