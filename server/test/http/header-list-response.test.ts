import { IncomingMessage, OutgoingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import fc from "fast-check";
import { createHeaderListResponse } from "../../src/http/header-list-response.ts";
import { startTestServer } from "../support/test-app.ts";

type ResponseClass = new (req: IncomingMessage) => ServerResponse;

const HeaderListResponse: ResponseClass = createHeaderListResponse();

/** A response whose bytes are kept. */
function respond(Response: ResponseClass) {
  let bytes = "";
  const socket = new Socket();
  socket.write = (chunk: unknown) => {
    bytes += String(chunk);
    return true;
  };
  const req = new IncomingMessage(socket);
  Object.assign(req, { httpVersionMajor: 1, httpVersionMinor: 1, method: "GET" });
  const res = new Response(req);
  res.sendDate = false;
  res.assignSocket(socket);
  return { res, written: () => bytes };
}

/** A number of which there is more than one value is as good as its text. */
const texts = (values: unknown) => [values].flat(2).map(String);

type Step = (res: ServerResponse) => unknown;

const name = fc.constantFrom("X-A", "x-a", "X-B", "Vary", "Content-Length", "Connection", "Set-Cookie", "ETag");
const value = fc.oneof(fc.stringMatching(/^[a-z0-9]{1,5}$/), fc.constant(5), fc.constant<string[]>(["a", "b"]));
const text = fc.stringMatching(/^[a-z0-9]{1,5}$/);
// Lists are cloned: Node appends to the one that it was given.
const step = fc.oneof(
  fc.tuple(name, value).map(
    ([name, value]): Step =>
      (res) =>
        void res.setHeader(name, structuredClone(value)),
  ),
  fc.tuple(name, text).map(
    ([name, text]): Step =>
      (res) =>
        void res.appendHeader(name, text),
  ),
  name.map(
    (name): Step =>
      (res) =>
        res.removeHeader(name),
  ),
  fc.array(fc.tuple(name, text)).map(
    (pairs): Step =>
      (res) =>
        void res.setHeaders(new Map(pairs)),
  ),
  name.map(
    (name): Step =>
      (res) => [texts(res.getHeader(name)), res.hasHeader(name)],
  ),
  fc.constant<Step>((res) => [
    texts(Object.values(res.getHeaders())).sort(),
    res.getHeaderNames().sort(),
    res.headersSent,
  ]),
);
const head = fc.oneof(
  fc.constant<Step>((res) => void res.writeHead(200)),
  fc.constant<Step>((res) => void res.writeHead(404, "Nowhere")),
  fc.tuple(name, value).map(
    ([name, value]): Step =>
      (res) =>
        void res.writeHead(200, { [name]: structuredClone(value) }),
  ),
  // Node's versions differ in what they make of a header that was set, or that stands there twice.
  fc.array(fc.tuple(name, text), { maxLength: 3 }).map(
    (pairs): Step =>
      (res) =>
        void res.writeHead(200, "Fine", pairs.flat()),
  ),
  fc.constant<Step>((res) => void res.writeHead(200, ["X-A"])),
  fc.constant<Step>((res) => void res.writeHead(9_999)),
  fc.constant<Step>((res) => void res.flushHeaders()),
  fc.constant<Step>(() => undefined),
);

/** A response's lines, headers by name: Node 22 puts one that writeHead sets anew behind the others, Node 20 leaves it in its place. */
function byName(response: string): string[] {
  const [head = "", ...body] = response.split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const nameOf = (line: string) => line.slice(0, line.indexOf(":")).toLowerCase();
  return [statusLine, ...lines.sort((a, b) => nameOf(a).localeCompare(nameOf(b))), ...body];
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? error.code : error);

function play(Response: ResponseClass, steps: readonly Step[]): unknown[] {
  const { res, written } = respond(Response);
  const said = steps.map((step) => {
    try {
      return step(res);
    } catch (error) {
      return codeOf(error);
    }
  });
  return [...said, byName(written())];
}

describe("createHeaderListResponse", () => {
  it("says and writes what Node's own response does, whatever is done to it", () => {
    const end: Step = (res) => void res.end("hello");
    fc.assert(
      fc.property(fc.array(step), head, fc.array(step, { maxLength: 2 }), (before, head, after) => {
        const steps = [...before, head, ...after, end, ...after];
        expect(play(HeaderListResponse, steps)).toEqual(play(ServerResponse, steps));
      }),
      { numRuns: 500 },
    );
  });

  it("of the server – Node makes no table of headers for an answer", async () => {
    const { url, close } = await startTestServer();
    const setHeader = jest.spyOn(OutgoingMessage.prototype, "setHeader");
    try {
      const { headers } = await fetch(`${url}/put-sign?ext=jpg`);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-request-id")).toMatch(/^[\w.-]{8,64}$/);
      expect(setHeader).not.toHaveBeenCalled();
    } finally {
      setHeader.mockRestore();
      await close();
    }
  });

  it("of one that HTTP does not allow – the error's answer has the others", () => {
    const { res, written } = respond(HeaderListResponse);
    res.setHeader("X-A", "a");
    res.setHeader("X-B", "b\r\n");
    res.setHeader("X-C", "c");
    expect(() => res.writeHead(200)).toThrow(/Invalid character in header content/);
    expect(res.getHeaders()).toEqual({ "x-a": "a", "x-c": "c" });
    res.writeHead(500).end();
    expect(written()).toMatch(/^HTTP\/1.1 500 Internal Server Error\r\nX-A: a\r\nX-C: c\r\n/);
  });

  it.each([
    ["a name", "X A", "a"],
    ["a line break in a value", "X-A", "a\r\nX-B: b"],
  ])("%s that HTTP does not allow – is not written, and the error can be answered", (_what, name, value) => {
    const { res, written } = respond(HeaderListResponse);
    res.setHeader(name, value);
    expect(() => res.end("hello")).toThrow(/Invalid character in header content|must be a valid HTTP token/);
    expect(written()).toBe("");
    res.statusCode = 500;
    res.end();
    expect(written()).toMatch(/^HTTP\/1.1 500 Internal Server Error\r\n/);
    expect(written()).not.toContain("X-B");
  });
});
