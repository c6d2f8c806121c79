import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createCrc64 } from "../../../../src/cos/object/crc64.ts";
import { completeXml, MEBIBYTE, multipartCalls, xmlTexts } from "../../support/multipart-upload.ts";
import { signedRequest } from "../../support/signed-request.ts";
import { useTestBucket } from "../../support/test-bucket.ts";

const bucket = useTestBucket();
const cos = multipartCalls(bucket);

const FIRST = Buffer.alloc(MEBIBYTE, "a");
const LAST = Buffer.from("the end");

function md5(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

function crc64(bytes: Uint8Array): string {
  const checksum = createCrc64();
  checksum.update(bytes);
  return checksum.digest();
}

/** An upload with two parts. */
async function twoParts(key = "照片/a b.mp4") {
  const upload = { key, id: await cos.begin(key) };
  return { upload, parts: await cos.uploadParts(upload, [FIRST, LAST]) };
}

test("makes one object of the parts, which is visible only after Complete", async () => {
  const { upload, parts } = await twoParts();
  expect(upload.id).toMatch(/^1700000100[0-9a-f]{64}$/);
  expect(parts.map(({ etag }) => etag)).toEqual([`"${md5(FIRST)}"`, `"${md5(LAST)}"`]);
  expect((await cos.call({ method: "GET", key: upload.key })).status).toBe(404);
  expect(xmlTexts(await cos.call({ method: "GET" }), "Key")).toEqual([]);

  const whole = Buffer.concat([FIRST, LAST]);
  const completed = await cos.complete(upload, parts);
  expect([completed.status, completed.headers["transfer-encoding"], completed.headers["content-type"]]).toEqual([
    200,
    "chunked",
    "application/xml",
  ]);
  expect(completed.headers["x-cos-hash-crc64ecma"]).toBe(crc64(whole));
  expect(completed.text).toMatch(
    /^<\?xml version='1.0' encoding='utf-8' \?><CompleteMultipartUploadResult xmlns="http:\/\/www.qcloud.com\/document\/product\/436\/7751"><Location>http:\/\/[^<]*\/%E7%85%A7%E7%89%87\/a%20b.mp4<\/Location><Bucket>examplebucket-1250000000<\/Bucket><Key>照片\/a b.mp4<\/Key><ETag>&quot;[0-9a-f]{32}-2&quot;<\/ETag><\/CompleteMultipartUploadResult>$/,
  );

  const object = await cos.call({ method: "GET", key: upload.key });
  expect(object.bytes.equals(whole)).toBe(true);
  expect(object.headers).toMatchObject({
    etag: (completed.xml("ETag") ?? "").replaceAll("&quot;", '"'),
    "content-length": String(whole.length),
    "content-type": "video/mp4",
    "x-cos-hash-crc64ecma": crc64(whole),
  });
  expect(xmlTexts(await cos.listUploads(), "UploadId")).toEqual([]);
});

test("reads ranges within a part, across parts and at the end", async () => {
  const { upload, parts } = await twoParts();
  await cos.complete(upload, parts);
  for (const [range, text] of [
    [`${MEBIBYTE - 2}-${MEBIBYTE + 2}`, "aathe"],
    ["5-7", "aaa"],
    ["-3", "end"],
    [`${MEBIBYTE}-`, "the end"],
  ] as const) {
    const part = await cos.call({ method: "GET", key: upload.key, headers: [["Range", `bytes=${range}`]] });
    expect([part.status, part.text]).toEqual([206, text]);
  }
});

test("gives the object what Initiate said, and nothing that parts or Complete say", async () => {
  const headers = [
    ["Content-Type", "video/mp4"],
    ["Cache-Control", "max-age=60"],
    ["Content-Disposition", 'attachment; filename="a.mp4"'],
    ["x-cos-meta-name", "from Initiate"],
    ["x-cos-acl", "public-read"],
    ["x-cos-storage-class", "STANDARD_IA"],
    ["x-cos-server-side-encryption", "AES256"],
    ["x-cos-tagging", "kind=video&%E4%B8%AD=a%2Bb"],
  ] as const;
  const upload = { key: "a", id: await cos.begin("a", headers) };
  const query = [
    ["partNumber", "1"],
    ["uploadId", upload.id],
  ] as const;
  const json = [["Content-Type", "application/json"]] as const;
  const { headers: part } = await cos.call({ method: "PUT", key: "a", query, headers: json, body: "{}" });
  const parts = [{ number: 1, etag: String(part["etag"]) }];
  for (const [name, value] of [
    ["x-cos-acl", "private"],
    ["x-cos-storage-class", "STANDARD"],
    ["x-cos-tagging", "a=b"],
    ["x-cos-server-side-encryption", ""],
  ] as const) {
    expect((await cos.complete(upload, parts, [[name, value]])).xml("Code")).toBe("NotImplemented");
  }
  expect((await cos.call({ method: "HEAD", key: "a" })).status).toBe(404);
  const repeated = headers.filter(([name]) => /^x-cos-(?!meta-)/.test(name));
  const other = [...repeated, ["x-cos-traffic-limit", "819200"], ["x-cos-meta-name", "from Complete"]] as const;
  expect((await cos.complete(upload, parts, other)).status).toBe(200);

  const expected = {
    "content-type": "video/mp4",
    "cache-control": "max-age=60",
    "content-disposition": 'attachment; filename="a.mp4"',
    "x-cos-meta-name": "from Initiate",
    "x-cos-storage-class": "STANDARD_IA",
    "x-cos-server-side-encryption": "AES256",
  };
  const tags = await cos.call({ method: "GET", key: "a", query: [["tagging", ""]] });
  expect([xmlTexts(tags, "Key"), xmlTexts(tags, "Value")]).toEqual([
    ["kind", "中"],
    ["video", "a+b"],
  ]);
  expect((await cos.call({ method: "HEAD", key: "a" })).headers).toMatchObject(expected);
  const anonymous = await fetch(`${bucket().url}/a`);
  expect([anonymous.status, await anonymous.text()]).toEqual([200, "{}"]);
});

test("takes the listed parts only, and removes the data of the others", async () => {
  const { upload, parts } = await twoParts();
  await cos.uploadPart(upload, 3, "not listed");
  expect((await cos.complete(upload, parts)).status).toBe(200);
  const { headers } = await cos.call({ method: "HEAD", key: upload.key });
  expect(headers["content-length"]).toBe(String(MEBIBYTE + LAST.length));
  // One metadata file and the data of two parts.
  expect(await bucket().files()).toHaveLength(3);
  await cos.call({ method: "DELETE", key: upload.key });
  expect(await bucket().files()).toEqual([]);
});

test("gives two uploads of the same bytes different ETags, and accepts ETags without quotation marks", async () => {
  const etags = new Set<string>();
  for (const key of ["a", "b"]) {
    const { upload, parts } = await twoParts(key);
    const bare = parts.map(({ number, etag }) => ({ number, etag: etag.replaceAll('"', "") }));
    etags.add((await cos.complete(upload, bare)).xml("ETag") ?? "");
  }
  expect(etags.size).toBe(2);
});

const REJECTED: [
  what: string,
  list: (etags: readonly string[]) => readonly (readonly [number, string])[],
  code: string,
][] = [
  [
    "a gap",
    ([a = "", , c = ""]) => [
      [1, a],
      [3, c],
    ],
    "InvalidPart",
  ],
  ["a list that does not begin with 1", ([, b = ""]) => [[2, b]], "InvalidPart"],
  [
    "the wrong order",
    ([a = "", b = ""]) => [
      [2, b],
      [1, a],
    ],
    "InvalidPartOrder",
  ],
  [
    "a part twice",
    ([a = ""]) => [
      [1, a],
      [1, a],
    ],
    "InvalidPartOrder",
  ],
  [
    "part 0",
    ([a = "", b = ""]) => [
      [0, a],
      [1, b],
    ],
    "InvalidPart",
  ],
  [
    "a part that was not uploaded",
    ([a = "", b = ""]) => [
      [1, a],
      [2, b],
      [3, b],
      [4, b],
    ],
    "InvalidPart",
  ],
  [
    "part 10,001",
    ([a = ""]) => [
      [1, a],
      [10_001, a],
    ],
    "InvalidPart",
  ],
  [
    "another part's ETag",
    ([a = "", b = ""]) => [
      [1, b],
      [2, a],
    ],
    "InvalidPart",
  ],
  ["an ETag in capitals", ([a = ""]) => [[1, a.toUpperCase()]], "InvalidPart"],
  [
    "a part before the last of less than 1 MiB",
    ([a = "", b = "", c = ""]) => [
      [1, a],
      [2, b],
      [3, c],
    ],
    "EntityTooSmall",
  ],
];

test.each(REJECTED)("rejects %s and keeps the upload and its parts", async (_what, list, code) => {
  const upload = { key: "a", id: await cos.begin("a") };
  const etags = (await cos.uploadParts(upload, [FIRST, LAST, LAST])).map(({ etag }) => etag);
  const parts = list(etags).map(([number, etag]) => ({ number, etag }));
  const { status, xml } = await cos.complete(upload, parts);
  expect([status, xml("Code")]).toEqual([400, code]);
  expect(xmlTexts(await cos.listParts(upload), "PartNumber")).toEqual(["1", "2", "3"]);
  expect((await cos.call({ method: "HEAD", key: "a" })).status).toBe(404);
});

const ETAG = `"${"0".repeat(32)}"`;
test.each([
  ["an empty body", "", 400, "MissingRequestBodyError"],
  ["text that is not XML", "1,2,3", 400, "MalformedXML"],
  ["XML that is cut off", "<CompleteMultipartUpload><Part>", 400, "MalformedXML"],
  ["another root", "<Delete></Delete>", 400, "MalformedXML"],
  ["no parts", "<CompleteMultipartUpload></CompleteMultipartUpload>", 400, "MalformedXML"],
  ["a part without a number", completeXml([{ number: "", etag: ETAG }]), 400, "MalformedXML"],
  ["a number that is text", completeXml([{ number: "one", etag: ETAG }]), 400, "MalformedXML"],
  ["a negative number", completeXml([{ number: "-1", etag: ETAG }]), 400, "MalformedXML"],
  ["a part without an ETag", completeXml([{ number: 1, etag: "" }]), 400, "MalformedXML"],
  ["an entity", `<!DOCTYPE a [<!ENTITY x "1">]>${completeXml([{ number: "&x;", etag: ETAG }])}`, 400, "MalformedXML"],
  [
    "entities that would expand to gigabytes",
    `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">${"bcdefghi".replace(/./g, (name) => `<!ENTITY ${name} "${`&${String.fromCharCode(name.charCodeAt(0) - 1)};`.repeat(10)}">`)}]>${completeXml([{ number: "&i;", etag: ETAG }])}`,
    400,
    "MalformedXML",
  ],
  ["three megabytes of XML", " ".repeat(3 * MEBIBYTE), 400, "XMLSizeLimit"],
  [
    "an unknown element",
    "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>a</ETag><Size>1</Size></Part></CompleteMultipartUpload>",
    501,
    "NotImplemented",
  ],
])("rejects %s", async (_what, xml, status, code) => {
  const upload = { key: "a", id: await cos.begin("a") };
  const response = await cos.complete(upload, xml);
  expect([response.status, response.xml("Code")]).toEqual([status, code]);
  expect((await cos.listParts(upload)).status).toBe(200);
});

test("completes 10,000 listed parts at most: a list of 10,001 is InvalidPart, and fits the size limit", async () => {
  const upload = { key: "a", id: await cos.begin("a") };
  const parts = Array.from({ length: 10_001 }, (_value, index) => ({ number: index + 1, etag: ETAG }));
  expect((await cos.complete(upload, parts)).xml("Code")).toBe("InvalidPart");
});

test("rejects a repeated Complete, a Complete after Abort, and an Abort after Complete with NoSuchUpload", async () => {
  const first = await twoParts("a");
  expect((await cos.complete(first.upload, first.parts)).status).toBe(200);
  const repeated = await cos.complete(first.upload, first.parts);
  expect([repeated.status, repeated.xml("Code")]).toEqual([404, "NoSuchUpload"]);
  expect((await cos.abort(first.upload)).status).toBe(404);
  expect((await cos.call({ method: "GET", key: "a" })).bytes).toHaveLength(MEBIBYTE + LAST.length);

  const second = await twoParts("b");
  expect([(await cos.abort(second.upload)).status, (await cos.abort(second.upload)).status]).toEqual([204, 404]);
  expect((await cos.complete(second.upload, second.parts)).xml("Code")).toBe("NoSuchUpload");
  expect((await cos.listParts(second.upload)).xml("Code")).toBe("NoSuchUpload");
});

test("completes an upload once if two requests arrive at the same time; the other gets 404", async () => {
  const { upload, parts } = await twoParts();
  const responses = await Promise.all([cos.complete(upload, parts), cos.complete(upload, parts)]);
  expect(responses.map(({ status }) => status).sort()).toEqual([200, 404]);
  expect(responses.filter(({ text }) => text.includes("CompleteMultipartUploadResult"))).toHaveLength(1);
});

test("forbids overwriting at Initiate and at Complete, each only with a header of its own", async () => {
  const FORBID = [["x-cos-forbid-overwrite", "true"]] as const;
  const { upload, parts } = await twoParts("a");
  await cos.call({ method: "PUT", key: "a", body: "earlier" });
  expect((await cos.initiate("a", FORBID)).xml("Code")).toBe("FileAlreadyExists");
  const rejected = await cos.complete(upload, parts, FORBID);
  expect([rejected.status, rejected.xml("Code")]).toEqual([409, "FileAlreadyExists"]);
  expect((await cos.call({ method: "GET", key: "a" })).text).toBe("earlier");
  expect((await cos.complete(upload, parts)).status).toBe(200);
  expect((await cos.call({ method: "HEAD", key: "a" })).headers["content-length"]).toBe(String(MEBIBYTE + 7));
});

test("lets one of two uploads win a free key if both forbid overwriting, and keeps the other upload", async () => {
  const uploads = [await twoParts("a"), await twoParts("a")];
  const responses = await Promise.all(
    uploads.map(({ upload, parts }) => cos.complete(upload, parts, [["x-cos-forbid-overwrite", "true"]])),
  );
  const results = responses.map(({ text, xml }) => (text.includes("Result") ? "stored" : xml("Code")));
  expect(results.sort()).toEqual(["FileAlreadyExists", "stored"]);
  expect(xmlTexts(await cos.listUploads(), "UploadId")).toHaveLength(1);
});

test("reports a failure after the checks as an error in a response with status 200, logs it, and keeps the parts", async () => {
  const { upload, parts } = await twoParts();
  const objects = join(bucket().directory, "objects");
  await rm(objects, { recursive: true });
  const entry = bucket().nextEntry();
  const failed = await cos.complete(upload, parts);
  expect([failed.status, failed.xml("Code")]).toEqual([200, "InternalError"]);
  expect(failed.text).toMatch(
    /^<\?xml [^>]*\?><Error>.*<RequestId>[^<]+<\/RequestId><TraceId>[^<]+<\/TraceId><\/Error>$/,
  );
  expect(await entry).toMatchObject({ status: 200, code: "InternalError", cause: { code: "ENOENT" } });

  await mkdir(objects);
  expect(xmlTexts(await cos.listParts(upload), "PartNumber")).toEqual(["1", "2"]);
  expect((await cos.complete(upload, parts)).text).toContain("CompleteMultipartUploadResult");
  expect((await cos.call({ method: "HEAD", key: upload.key })).status).toBe(200);
});

test("overwrites an object that is being read, whose reader still gets all of the old bytes", async () => {
  const { upload, parts } = await twoParts("a");
  await cos.complete(upload, parts);
  const { headers } = signedRequest({ method: "GET", key: "a", host: bucket().host });
  const response = await fetch(`${bucket().url}/a`, { headers: Object.fromEntries(headers) });
  const reader = response.body?.getReader();
  let bytes = (await reader?.read())?.value?.length ?? 0;
  await cos.call({ method: "PUT", key: "a", body: "new" });
  for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read()) {
    bytes += chunk.value.length;
  }
  expect(bytes).toBe(MEBIBYTE + LAST.length);
});
