import { element } from "../../../src/cos/response/xml.ts";

test("escapes text and nests elements", () => {
  expect(element("A", [element("B", `<&">'`), element("C", "")])).toBe(`<A><B>&lt;&amp;&quot;&gt;'</B><C></C></A>`);
});

test("replaces characters that XML cannot represent", () => {
  expect(element("A", "\u0000\u001b\t\n腾")).toBe("<A>\ufffd\ufffd\t\n腾</A>");
});

test("keeps a carriage return, of which a reader would make a line feed", () => {
  expect(element("A", "a\r\nb")).toBe("<A>a&#xD;\nb</A>");
});
