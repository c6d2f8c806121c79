import type { NameValues } from "@wx-cos-upload/cos-signature";
import { multipartCalls } from "../support/multipart-upload.ts";
import type { WireResponse } from "../support/send.ts";
import { useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();
const cos = multipartCalls(bucket);

/** Names whose encodings differ between a path, a query and XML, in UTF-8 binary order. */
const NAMES = ["a b", "a#b", "a%20b", "a&b=c", "a+b", "a<b", "a\\b", "a\rb", "中", "😀"];
/** Each as a key, and as a folder with two keys. */
const KEYS = NAMES.flatMap((name) => [name, `${name}/1`, `${name}/2`]);
const GROUPED = NAMES.flatMap((name) => [name, `${name}/`]);

/** A list that a client pages through: how it fills the bucket, requests a page, and continues. */
interface List {
  readonly fill: (key: string) => Promise<unknown>;
  readonly page: (query: NameValues) => Promise<WireResponse>;
  readonly limit: string;
  /** The parameters of the next page. @param decode decodes a name of the response */
  readonly next: (page: WireResponse, decode: (text: string) => string) => NameValues;
  readonly entries: RegExp;
}

const LISTS: Readonly<Record<string, List>> = {
  "GET Bucket": {
    fill: (key) => cos.call({ method: "PUT", key, body: "a" }),
    page: (query) => cos.call({ method: "GET", query }),
    limit: "max-keys",
    next: ({ xml }, decode) => [["marker", decode(xml("NextMarker") ?? "")]],
    entries: /<Contents><Key>([^<]*)|<CommonPrefixes><Prefix>([^<]*)/g,
  },
  "List Multipart Uploads": {
    fill: (key) => cos.begin(key),
    page: (query) => cos.listUploads(query),
    limit: "max-uploads",
    next: ({ xml }, decode) => [
      ["key-marker", decode(xml("NextKeyMarker") ?? "")],
      ["upload-id-marker", xml("NextUploadIdMarker") ?? ""],
    ],
    entries: /<Upload><Key>([^<]*)|<CommonPrefixes><Prefix>([^<]*)/g,
  },
};

const ENCODINGS = [
  { encoding: "with encoding-type=url", parameters: [["encoding-type", "url"]] as const, decode: decodeURIComponent },
  { encoding: "without encoding", parameters: [], decode: unescapeXml },
];

const CASES = Object.entries(LISTS).flatMap(([name, list]) =>
  ENCODINGS.flatMap((encoding) => [
    { name, list, ...encoding, what: "keys", delimiter: [], expected: KEYS },
    { name, list, ...encoding, what: "groups", delimiter: [["delimiter", "/"]] as const, expected: GROUPED },
  ]),
);

test.each(CASES)("$name gives all $what once over pages of one, $encoding", async ({
  list,
  parameters,
  decode,
  delimiter,
  expected,
}) => {
  await Promise.all(KEYS.map(list.fill));
  const found: string[] = [];
  let marker: NameValues = [];
  for (let pages = 0; pages <= expected.length; pages += 1) {
    const page = await list.page([[list.limit, "1"], ...parameters, ...delimiter, ...marker]);
    expect(page.status).toBe(200);
    found.push(...[...page.text.matchAll(list.entries)].map(([, key, group]) => decode(key ?? group ?? "")));
    if (page.xml("IsTruncated") === "false") break;
    marker = list.next(page, decode);
  }
  expect(found).toEqual(expected.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))));
});

test.each(NAMES)("GET Bucket continues after the marker %j, whether or not there is such a key", async (name) => {
  await Promise.all([`${name}/1`, "中文"].map((key) => cos.call({ method: "PUT", key, body: "a" })));
  const { text } = await cos.call({ method: "GET", query: [["marker", name]] });
  expect(text).toContain(`<Key>${name.replace("&", "&amp;").replace("<", "&lt;").replace("\r", "&#xD;")}/1</Key>`);
});

test.each(
  Object.entries(LISTS),
)("%s gives a name that XML cannot represent only with encoding-type=url", async (_name, list) => {
  await Promise.all(["a\u0000", "a\u0001", "b"].map(list.fill));
  const page = await list.page([[list.limit, "1"]]);
  expect([page.status, page.xml("Code")]).toEqual([400, "InvalidArgument"]);
  const encoded = await list.page([["encoding-type", "url"]]);
  expect([...encoded.text.matchAll(list.entries)].map(([, key]) => key)).toEqual(["a%00", "a%01", "b"]);
});

function unescapeXml(text: string): string {
  return text.replace(
    /&(amp|lt|gt|quot|#xD);/g,
    (_whole, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#xD": "\r" })[String(name)] ?? "",
  );
}
