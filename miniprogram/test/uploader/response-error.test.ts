import { responseError } from "../../src/uploader/response-error";
import { respond } from "../fakes/fake-cloud";

const readBody = (body: string) => {
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
])("reads a Retry-After of %j as %j ms", (header, retryAfterMs) => {
  expect(responseError("sign_refused", { ...respond(429), header }).retryAfterMs).toBe(retryAfterMs);
});

test.each([
  ["nothing", ""],
  ["HTML", "<html><body>502 Bad Gateway</body></html>"],
  ["an element without an end", "<Error><Code>AccessDenied"],
  ["JSON of another kind", '{"Code":"AccessDenied"}'],
])("invents no fields for %s", (_, body) => {
  expect(readBody(body)).toEqual({ remoteCode: undefined, requestId: undefined, message: `502  ${body}` });
});

test("reads code, message and request id from COS's XML, in any order and with white space", () => {
  const xml = "<Error>\r\n <RequestId> NjQw= </RequestId><Message>no</Message>\n<Code>AccessDenied</Code></Error>";
  expect(readBody(xml)).toEqual({ remoteCode: "AccessDenied", requestId: "NjQw=", message: "502 AccessDenied no" });
});

test("reads code, detail and request id from a problem in JSON", () => {
  const problem = JSON.stringify({ code: "unsupported_extension", detail: "ext is exe", requestId: "r-1" });
  expect(readBody(problem)).toEqual({
    remoteCode: "unsupported_extension",
    requestId: "r-1",
    message: "502 unsupported_extension ext is exe",
  });
});

test.each([
  ["spaces", "<Code>", " "],
  ["tags without an end", "", "<Code>"],
  ["tags and spaces", "", "<Code> "],
  ["one open tag and brackets", "<Code>", "<"],
  ["JSON brackets", "", "["],
  ["quotes", '{"code":"', "\\"],
])("reads a body of many %s as fast as any other body of its length", (_, start, repeated) => {
  const body = start + repeated.repeat(1_000_000);
  const harmless = "x".repeat(body.length);
  expect(shortestMs(() => readBody(body))).toBeLessThan(100 * shortestMs(() => readBody(harmless)) + 1);
});

/** The shortest of several runs. A pause of the machine does not affect it. */
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

test.each(ODD_BODIES)("ignores JSON values of other types: %j", (body) => {
  const text = JSON.stringify(body);
  expect(readBody(text)).toEqual({ remoteCode: undefined, requestId: undefined, message: `502  ${text}` });
});

test.each([-5, "-5", "1.5", "1e3", "0x10", " 3", "3, 4"])("ignores a Retry-After of %p", (seconds) => {
  expect(responseError("sign_refused", { ...respond(429), header: { "retry-after": `${seconds}` } }).retryAfterMs).toBe(
    undefined,
  );
});

test("makes a short error of a body of megabytes", () => {
  const xml = `<Error><Code>AccessDenied</Code><Message>${"x".repeat(5_000_000)}</Message></Error>`;
  expect(readBody(xml).message.length).toBeLessThan(300);
  expect(readBody(xml).remoteCode).toBe("AccessDenied");
});
