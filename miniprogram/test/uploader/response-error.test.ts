import { responseError } from "../../src/uploader/response-error";
import { respond } from "../fakes/fake-cloud";

const tell = (body: string) => {
  const { remoteCode, requestId, message } = responseError("upload_refused", respond(502, body));
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
  expect(responseError("sign_refused", { ...respond(429), header }).retryAfterMs).toBe(retryAfterMs);
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

test.each([
  ["spaces", "<Code>", " "],
  ["tags that never close", "", "<Code>"],
  ["tags and spaces", "", "<Code> "],
  ["one open tag and brackets", "<Code>", "<"],
  ["JSON brackets", "", "["],
  ["quotes", '{"code":"', "\\"],
])("a body of many %s – read as fast as any other body of its length", (_, start, repeated) => {
  const body = start + repeated.repeat(1_000_000);
  const harmless = "x".repeat(body.length);
  expect(shortestMs(() => tell(body))).toBeLessThan(100 * shortestMs(() => tell(harmless)) + 1);
});

/** Of several runs, so that a pause of the machine does not count. */
function shortestMs(run: () => void): number {
  const times = Array.from({ length: 10 }, () => {
    const startMs = performance.now();
    run();
    return performance.now() - startMs;
  });
  return Math.min(...times);
}

const ODD_BODIES: readonly object[] = [
  { code: { toString: 1 } },
  { code: ["a"], message: { toString: 1 }, requestId: { valueOf: 1 } },
  { code: null, detail: false, requestId: [] },
  { code: { code: "a" } },
];

test.each(ODD_BODIES)("JSON with values of other types, %j – none of them is read", (body) => {
  const text = JSON.stringify(body);
  expect(tell(text)).toEqual({ remoteCode: undefined, requestId: undefined, message: `502  ${text}` });
});

test.each([-5, "-5", "1.5", "1e3", "0x10", " 3", "3, 4"])("Retry-After of %p – ignored", (seconds) => {
  expect(responseError("sign_refused", { ...respond(429), header: { "retry-after": `${seconds}` } }).retryAfterMs).toBe(
    undefined,
  );
});

test("a body of megabytes – an error of hundreds of characters", () => {
  const xml = `<Error><Code>AccessDenied</Code><Message>${"x".repeat(5_000_000)}</Message></Error>`;
  expect(tell(xml).message.length).toBeLessThan(300);
  expect(tell(xml).remoteCode).toBe("AccessDenied");
});
