import { answerError } from "../../src/uploader/answer-error";
import { respond } from "../fakes/fake-cloud";

const tell = (body: string) => {
  const { remoteCode, requestId, message } = answerError("upload_refused", respond(502, body));
  return { remoteCode, requestId, message };
};

test.each([
  [{}, undefined],
  [{ "retry-after": "" }, undefined],
  [{ "retry-after": "0" }, undefined],
  [{ "retry-after": "3" }, 3000],
  [{ "retry-after": "soon" }, undefined],
  [{ "retry-after": "Mon, 23 Nov 2026 10:00:09 GMT", date: "Mon, 23 Nov 2026 10:00:00 GMT" }, undefined],
])("Retry-After of %j – %j ms", (header, retryAfterMs) => {
  expect(answerError("sign_refused", { ...respond(429), header }).retryAfterMs).toBe(retryAfterMs);
});

test.each([
  ["nothing", ""],
  ["HTML", "<html><body>502 Bad Gateway</body></html>"],
  ["an element that never ends", "<Error><Code>AccessDenied"],
  ["JSON of another kind", '{"Code":"AccessDenied"}'],
])("%s – nothing is made up", (_, body) => {
  expect(tell(body)).toEqual({ remoteCode: undefined, requestId: undefined, message: `502  ${body}` });
});

test("reads code, message and request id from COS's XML, whatever the order and white space", () => {
  const xml = "<Error>\r\n <RequestId> NjQw= </RequestId><Message>no</Message>\n<Code>AccessDenied</Code></Error>";
  expect(tell(xml)).toEqual({ remoteCode: "AccessDenied", requestId: "NjQw=", message: "502 AccessDenied no" });
});

test("reads the same from a problem in JSON", () => {
  const problem = JSON.stringify({ code: "unsupported_extension", detail: "ext is exe", requestId: "r-1" });
  expect(tell(problem)).toEqual({
    remoteCode: "unsupported_extension",
    requestId: "r-1",
    message: "502 unsupported_extension ext is exe",
  });
});
