import { createHash } from "node:crypto";
import { parseRequest } from "../../../src/cos/request/cos-request.ts";
import { childrenNamed, childText, readXmlBody, rejectOtherChildren } from "../../../src/cos/request/xml-body.ts";

async function* chunks(bytes: Uint8Array, chunkBytes = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

function read(xml: string | Uint8Array, contentMd5 = "", maxBytes = 1024) {
  const request = parseRequest({ method: "PUT", url: "/a", rawHeaders: ["Host", "h", "Content-MD5", contentMd5] });
  return readXmlBody(request, chunks(Buffer.from(xml)), { root: "A", maxBytes });
}

test("reads elements, text, CDATA and the five entities, across chunks of bytes", async () => {
  const document = await read(
    "<?xml version='1.0' encoding='UTF-8'?>\n<A xmlns=\"u\"><B>中&lt;&amp;&#x4e2d;</B><!-- c --><B><![CDATA[<x>]]></B></A>\n",
  );
  expect(childrenNamed(document, "B").map(({ text }) => text)).toEqual(["中<&中", "<x>"]);
  expect(() => childText(document, "B")).toThrow(expect.objectContaining({ code: "MalformedXML" }));
  expect(childText(document, "C")).toBeUndefined();
});

test.each([
  ["no body", "", "MissingRequestBodyError"],
  ["an element that does not end", "<A><B></A>", "MalformedXML"],
  ["text only", "a", "MalformedXML"],
  ["two roots", "<A/><A/>", "MalformedXML"],
  ["text after the root", "<A/>a", "MalformedXML"],
  ["an end tag of another element", "<A></B>", "MalformedXML"],
  ["an attribute without quotation marks", "<A b=c/>", "MalformedXML"],
  ["a raw ampersand", "<A>a & b</A>", "MalformedXML"],
  ["an unfinished CDATA section", "<A><![CDATA[a</A>", "MalformedXML"],
  ["another root", "<B/>", "MalformedXML"],
  ["JSON", "{}", "MalformedXML"],
  ["bytes that are not UTF-8", Buffer.from([0x3c, 0x41, 0x3e, 0xff, 0x3c, 0x2f, 0x41, 0x3e]), "MalformedXML"],
  ["an unknown entity", "<A>&b;</A>", "MalformedXML"],
  ["an entity of HTML", "<A>&nbsp;</A>", "MalformedXML"],
  ["a control character", "<A>a\u0000b</A>", "MalformedXML"],
  ["another encoding", "<?xml version='1.0' encoding='ISO-8859-1'?><A>é</A>", "MalformedXML"],
  ["a document type", "<!DOCTYPE A><A/>", "MalformedXML"],
  ["an entity of its own", '<!DOCTYPE A [<!ENTITY b "c">]><A>&b;</A>', "MalformedXML"],
  ["an external entity", '<!DOCTYPE A [<!ENTITY b SYSTEM "file:///etc/passwd">]><A>&b;</A>', "MalformedXML"],
  [
    "a billion laughs",
    `<!DOCTYPE A [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><A>&c;</A>`,
    "MalformedXML",
  ],
  ["too many levels", `${"<A>".repeat(17)}${"</A>".repeat(17)}`, "MalformedXML"],
  ["too many bytes", `<A>${"a".repeat(2000)}</A>`, "XMLSizeLimit"],
  ["too many bytes of no XML", "a".repeat(1025), "XMLSizeLimit"],
])("rejects %s", async (_name, xml, code) => {
  await expect(read(xml)).rejects.toMatchObject({ code });
});

test("reads every line break as a line feed, except a reference", async () => {
  expect((await read("<A>a\r\nb\rc&#13;d</A>")).text).toBe("a\nb\nc\rd");
});

test("accepts a declaration of ASCII", async () => {
  expect((await read("<?xml version='1.0' encoding='us-ascii'?><A>a</A>")).text).toBe("a");
});

test("a text with elements, and elements with a text between them, are malformed", async () => {
  const malformed = expect.objectContaining({ code: "MalformedXML" });
  const document = await read("<A>a<B>b<C/></B></A>");
  expect(() => childText(document, "B")).toThrow(malformed);
  expect(() => rejectOtherChildren(document, ["B"])).toThrow(malformed);
});

test("checks Content-MD5", async () => {
  const md5 = createHash("md5").update("<A/>").digest("base64");
  await expect(read("<A/>", md5)).resolves.toMatchObject({ name: "A" });
  await expect(read("<A />", md5)).rejects.toMatchObject({ code: "BadDigest" });
  await expect(read("<A/>", "x")).rejects.toMatchObject({ code: "InvalidDigest" });
});
