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
