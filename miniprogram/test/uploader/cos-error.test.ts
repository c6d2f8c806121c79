import { parseCosError } from "../../src/uploader/cos-error";

const NOTHING = { code: undefined, message: undefined, requestId: undefined };

test.each([
  ["nothing", ""],
  ["HTML", "<html><body>502 Bad Gateway</body></html>"],
  ["an element that never ends", "<Error><Code>AccessDenied"],
  ["JSON", '{"Code":"AccessDenied"}'],
])("%s – nothing is made up", (_, body) => {
  expect(parseCosError(body)).toEqual(NOTHING);
});

test("reads code, message and request id from COS's XML, whatever the order and white space", () => {
  const xml = "<Error>\r\n <RequestId> NjQw= </RequestId><Message>no</Message>\n<Code>AccessDenied</Code></Error>";
  expect(parseCosError(xml)).toEqual({ code: "AccessDenied", message: "no", requestId: "NjQw=" });
});

test.each([
  ["a &lt; b &amp;&amp; c &gt; d &quot;e&quot; &apos;f&apos;", `a < b && c > d "e" 'f'`],
  ["&#38; &#x4e2d;&#X6587;", "& 中文"],
  ["&amp;lt;", "&lt;"],
  ["&nbsp; & &#x110000;", "&nbsp; & &#x110000;"],
  ["&constructor;", "&constructor;"],
])("decodes entities: %s", (text, expected) => {
  expect(parseCosError(`<Message>${text}</Message>`).message).toBe(expected);
});
