import { createHash } from "node:crypto";
import { MEBIBYTE, multipartCalls, type UploadName, xmlTexts } from "../../support/multipart-upload.ts";
import { useTestBucket } from "../../support/test-bucket.ts";

const bucket = useTestBucket();
const cos = multipartCalls(bucket);

async function beginAll(keys: readonly string[]): Promise<readonly UploadName[]> {
  const uploads: UploadName[] = [];
  for (const key of keys) uploads.push({ key, id: await cos.begin(key) });
  return uploads;
}

test("List Parts has the elements of the vendor's sample in its order", async () => {
  const id = await cos.begin("a", [["x-cos-storage-class", "STANDARD_IA"]]);
  await cos.uploadPart({ key: "a", id }, 2, Buffer.alloc(MEBIBYTE, "b"));
  await cos.uploadPart({ key: "a", id }, 1, "[Object Part]");
  const { headers, text } = await cos.listParts({ key: "a", id }, [["max-parts", "1"]]);
  expect(headers["content-type"]).toBe("application/xml");
  const account = "<ID>1250000000</ID><DisplayName>1250000000</DisplayName>";
  expect(text).toBe(
    `<?xml version='1.0' encoding='utf-8' ?><ListPartsResult><Bucket>examplebucket-1250000000</Bucket><Key>a</Key><UploadId>${id}</UploadId>` +
      `<Owner>${account}</Owner><PartNumberMarker>0</PartNumberMarker><Initiator>${account}</Initiator>` +
      `<Part><PartNumber>1</PartNumber><LastModified>2023-11-14T22:15:00.000Z</LastModified>` +
      `<ETag>&quot;${createHash("md5").update("[Object Part]").digest("hex")}&quot;</ETag><Size>13</Size></Part>` +
      `<NextPartNumberMarker>1</NextPartNumberMarker><StorageClass>STANDARD_IA</StorageClass><MaxParts>1</MaxParts>` +
      `<IsTruncated>true</IsTruncated></ListPartsResult>`,
  );
});

test("List Parts pages through the parts by number", async () => {
  const [upload = { key: "", id: "" }] = await beginAll(["中 a+b"]);
  for (const partNumber of [10_000, 3, 20, 1, 100]) await cos.uploadPart(upload, partNumber, "a");
  const numbers: string[] = [];
  let marker = "0";
  for (let pages = 0; pages < 10; pages += 1) {
    const page = await cos.listParts(upload, [
      ["max-parts", "2"],
      ["part-number-marker", marker],
      ["encoding-type", "url"],
    ]);
    expect([page.xml("Key"), page.xml("Encoding-type")]).toEqual(["%E4%B8%AD%20a%2Bb", "url"]);
    numbers.push(...xmlTexts(page, "PartNumber"));
    if (page.xml("IsTruncated") === "false") break;
    marker = page.xml("NextPartNumberMarker") ?? "";
  }
  expect(numbers).toEqual(["1", "3", "20", "100", "10000"]);
});

test("List Multipart Uploads has the elements of the vendor's sample in its order", async () => {
  const [first, second] = await beginAll(["videos/a", "videos/b"]);
  const query = [
    ["prefix", "videos/"],
    ["max-uploads", "1"],
    ["encoding-type", "url"],
  ] as const;
  const { text } = await cos.listUploads(query);
  const account = "<ID>1250000000</ID><DisplayName>1250000000</DisplayName>";
  expect(text).toBe(
    `<?xml version='1.0' encoding='utf-8' ?><ListMultipartUploadsResult><Bucket>examplebucket-1250000000</Bucket>` +
      `<Encoding-Type>url</Encoding-Type><KeyMarker></KeyMarker><UploadIdMarker></UploadIdMarker>` +
      `<NextKeyMarker>videos%2Fa</NextKeyMarker><NextUploadIdMarker>${first?.id}</NextUploadIdMarker>` +
      `<MaxUploads>1</MaxUploads><Prefix>videos%2F</Prefix><Delimiter></Delimiter><IsTruncated>true</IsTruncated>` +
      `<Upload><Key>videos%2Fa</Key><UploadId>${first?.id}</UploadId><Initiator>${account}</Initiator><Owner>${account}</Owner>` +
      `<StorageClass>STANDARD</StorageClass><Initiated>2023-11-14T22:15:00.000Z</Initiated></Upload></ListMultipartUploadsResult>`,
  );
  expect(second?.id).not.toBe(first?.id);
});

// markers.test.ts pages through keys that are awkward to encode.
test("List Multipart Uploads lists the uploads of one key once each with pages of one", async () => {
  const uploads = await beginAll(["a b", "a b", "a b", "c"]);
  const listed: string[] = [];
  let marker: UploadName | undefined;
  for (let pages = 0; pages <= uploads.length; pages += 1) {
    const page = await cos.listUploads([
      ["max-uploads", "1"],
      ...(marker ? [["key-marker", marker.key] as const, ["upload-id-marker", marker.id] as const] : []),
    ]);
    listed.push(...xmlTexts(page, "UploadId").slice(0, 1));
    if (page.xml("IsTruncated") === "false") break;
    marker = { key: page.xml("NextKeyMarker") ?? "", id: page.xml("NextUploadIdMarker") ?? "" };
  }
  expect([...listed].sort()).toEqual(uploads.map(({ id }) => id).sort());
});

test("ignores upload-id-marker without key-marker", async () => {
  await beginAll(["a", "b"]);
  expect(xmlTexts(await cos.listUploads([["upload-id-marker", "f".repeat(74)]]), "Key")).toEqual(["a", "b"]);
});

test.each([
  ["max-uploads", "0"],
  ["max-uploads", "-1"],
  ["max-uploads", "ten"],
  ["encoding-type", "base64"],
])("List Multipart Uploads rejects %s=%s", async (name, value) => {
  const { status, xml } = await cos.listUploads([[name, value]]);
  expect([status, xml("Code")]).toEqual([400, "InvalidArgument"]);
});

test.each([
  ["max-parts", "0"],
  ["max-parts", "1.5"],
  ["part-number-marker", "-1"],
  ["part-number-marker", "10001"],
  ["encoding-type", "base64"],
])("List Parts rejects %s=%s", async (name, value) => {
  const [upload = { key: "", id: "" }] = await beginAll(["a"]);
  const { status, xml } = await cos.listParts(upload, [[name, value]]);
  expect([status, xml("Code")]).toEqual([400, "InvalidArgument"]);
});

test("List Parts and List Multipart Uploads give at most 1,000 entries, whatever is requested", async () => {
  const [upload = { key: "", id: "" }] = await beginAll(["a"]);
  expect((await cos.listParts(upload, [["max-parts", "5000"]])).xml("MaxParts")).toBe("1000");
  expect((await cos.listUploads([["max-uploads", "5000"]])).xml("MaxUploads")).toBe("1000");
});
