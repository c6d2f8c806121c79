import { createCosClient } from "../../src/cos/cos-client.ts";
import { CosCallError } from "../../src/cos/cos-error.ts";
import { createCosCalls } from "../../src/cos/multipart-calls.ts";
import { type Script, startScriptedServer } from "../support/scripted-server.ts";
import { CREDENTIALS } from "../support/test-app.ts";

const UPLOAD = { key: "uploads/a b.mp4", uploadId: "1479abc" };
const PARTS = [{ partNumber: 1, bytes: 3, etag: "e1", lastModifiedMs: 0 }];

let cos: Awaited<ReturnType<typeof startScriptedServer>>;
afterEach(() => cos.close());

const REQUEST_ID = { "x-cos-request-id": "NWQ=" };

const xml =
  (text: string, status = 200): Script =>
  (response) =>
    void response.writeHead(status, { "Content-Type": "application/xml", ...REQUEST_ID }).end(text);
const empty =
  (status: number, headers: Readonly<Record<string, string>> = {}): Script =>
  (response) =>
    void response.writeHead(status, { ...REQUEST_ID, ...headers }).end();
const error = (code: string, status: number) => xml(`<Error><Code>${code}</Code><Message>no</Message></Error>`, status);
const cut: Script = (response) => void response.socket?.destroy();
const INITIATED = "<InitiateMultipartUploadResult><UploadId>1479abc</UploadId></InitiateMultipartUploadResult>";
const COMPLETED = '<CompleteMultipartUploadResult><ETag>"e-1"</ETag></CompleteMultipartUploadResult>';

/** The calls over a server that follows these scripts, and what they observe. */
async function open(...scripts: readonly Script[]) {
  cos = await startScriptedServer(...scripts);
  const observed: string[] = [];
  const pausesMs: number[] = [];
  const send = createCosClient({
    scheme: "http",
    host: cos.url.slice("http://".length),
    credentials: async () => CREDENTIALS,
    now: () => 1_700_000_000_000,
    monotonicMs: () => 0,
    wait: async (ms) => void pausesMs.push(ms),
    random: () => 0,
    fetch,
    timeoutSignal: (timeoutMs) => AbortSignal.timeout(timeoutMs),
    observeCall: (action, outcome) => void observed.push(`${action} ${outcome}`),
  });
  return { calls: createCosCalls(send), observed, pausesMs };
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof CosCallError ? thrown : undefined),
  );

describe("Initiate", () => {
  test("forbids overwriting, and signs all that it sends", async () => {
    const { calls } = await open(xml(INITIATED));
    expect(await calls.initiate("uploads/a b.mp4", [["Content-Type", "video/mp4"]])).toBe("1479abc");
    const [{ method, url, headers } = { method: "", url: "", headers: {} }] = cos.requests;
    expect([method, url]).toEqual(["POST", "/uploads/a%20b.mp4?uploads"]);
    expect(headers).toMatchObject({ "x-cos-forbid-overwrite": "true", "content-type": "video/mp4" });
    const fields = new URLSearchParams(headers.authorization);
    expect(fields.get("q-header-list")).toBe("content-type;host;x-cos-forbid-overwrite");
    expect(fields.get("q-url-param-list")).toBe("uploads");
  });

  test.each<[what: string, script: Script]>([
    ["a response that is lost", cut],
    ["503", error("SlowDown", 503)],
  ])("is not repeated after %s: COS may have started an upload", async (_, script) => {
    const { calls } = await open(script, xml(INITIATED));
    expect((await failureOf(calls.initiate("a", [])))?.isTransient).toBe(true);
    expect(cos.requests).toHaveLength(1);
  });

  test("is repeated if the request never left this machine", async () => {
    const { calls, observed } = await open();
    await cos.close();
    expect(await failureOf(calls.initiate("a", []))).toMatchObject({ code: "NoResponse", notSent: true });
    expect(observed).toEqual(Array.from({ length: 3 }, () => "InitiateMultipartUpload NoResponse"));
    await open();
  });

  test("without an upload id in the response – is a failure", async () => {
    const { calls } = await open(xml("<InitiateMultipartUploadResult/>"));
    expect(await failureOf(calls.initiate("a", []))).toMatchObject({ code: "UnreadableResponse", isTransient: true });
  });
});

describe("List Parts", () => {
  const page = (part: number, more: string) =>
    xml(`<?xml version="1.0"?><ListPartsResult><Part><PartNumber>${part}</PartNumber><ETag>"e${part}"</ETag>
      <Size>3</Size><LastModified>2026-11-23T04:05:06.000Z</LastModified></Part>${more}</ListPartsResult>`);

  test("follows every page", async () => {
    const more = "<IsTruncated>true</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker>";
    const { calls } = await open(page(1, more), page(2, "<IsTruncated>false</IsTruncated>"));
    expect(await calls.listParts(UPLOAD)).toEqual([
      { partNumber: 1, bytes: 3, etag: "e1", lastModifiedMs: Date.parse("2026-11-23T04:05:06Z") },
      { partNumber: 2, bytes: 3, etag: "e2", lastModifiedMs: Date.parse("2026-11-23T04:05:06Z") },
    ]);
    expect(cos.requests.map(({ url }) => url)).toEqual([
      "/uploads/a%20b.mp4?uploadId=1479abc&max-parts=1000",
      "/uploads/a%20b.mp4?uploadId=1479abc&max-parts=1000&part-number-marker=1",
    ]);
  });

  test("ends, also if COS repeats a page for ever", async () => {
    const more = "<IsTruncated>true</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker>";
    const { calls } = await open(page(1, more));
    expect((await failureOf(calls.listParts(UPLOAD)))?.code).toBe("UnreadableResponse");
    expect(cos.requests).toHaveLength(2);
  });

  test("is repeated twice after 5xx and lost responses, with growing pauses", async () => {
    const { calls, observed, pausesMs } = await open(error("InternalError", 500), cut, page(1, ""));
    expect(await calls.listParts(UPLOAD)).toHaveLength(1);
    expect(observed).toEqual(["ListParts InternalError", "ListParts NoResponse", "ListParts ok"]);
    expect(pausesMs).toEqual([200, 400]);
  });

  test("is not repeated after a rejection, and keeps COS's code and request id", async () => {
    const { calls } = await open(error("AccessDenied", 403));
    const failure = await failureOf(calls.listParts(UPLOAD));
    expect(failure).toMatchObject({ status: 403, code: "AccessDenied", isTransient: false });
    expect(failure?.message).toContain("x-cos-request-id NWQ=");
    expect(failure?.message).not.toContain(CREDENTIALS.secretId);
    expect(cos.requests).toHaveLength(1);
  });

  test.each([
    ["cut off", "<ListPartsResult><Part>"],
    ["another document", "<ListBucketResult/>"],
    ["with a document type", '<!DOCTYPE a [<!ENTITY x "y">]><ListPartsResult/>'],
    ["no XML", "<html>"],
    ["nothing", ""],
    ["with a part without a number", "<ListPartsResult><Part><Size>3</Size></Part></ListPartsResult>"],
    [
      "with a part of a negative size",
      "<ListPartsResult><Part><PartNumber>1</PartNumber><Size>-3</Size></Part></ListPartsResult>",
    ],
    ["cut into pages without a marker", "<ListPartsResult><IsTruncated>true</IsTruncated></ListPartsResult>"],
  ])("a response %s – is a failure", async (_, text) => {
    const { calls } = await open(xml(text));
    expect((await failureOf(calls.listParts(UPLOAD)))?.code).toBe("UnreadableResponse");
  });
});

describe("Complete", () => {
  test("lists the parts, and forbids overwriting again", async () => {
    const { calls } = await open(xml(COMPLETED));
    await calls.complete(UPLOAD, PARTS);
    const [received] = cos.requests;
    expect(received?.body).toBe(
      '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"e1"</ETag></Part></CompleteMultipartUpload>',
    );
    expect(received?.headers["x-cos-forbid-overwrite"]).toBe("true");
  });

  const BLANKS = "  \r\n \r\n   ";
  test.each<[what: string, text: string, code: string | undefined]>([
    ["blanks, then a result", `${BLANKS}<?xml version="1.0"?>\n${COMPLETED}`, undefined],
    ["a declaration, blanks, then a result", `<?xml version="1.0"?>${BLANKS}${COMPLETED}`, undefined],
    [
      "blanks, then an error",
      `${BLANKS}<?xml version="1.0"?><Error><Code>InternalError</Code></Error>`,
      "InternalError",
    ],
    ["an error without a code", "<Error/>", "UnreadableResponse"],
    ["an error with a malformed code", "<Error><Code>a b</Code></Error>", "UnreadableResponse"],
    ["blanks, then nothing", BLANKS, "UnreadableResponse"],
    ["nothing", "", "UnreadableResponse"],
    ["a result without an ETag", "<CompleteMultipartUploadResult/>", "UnreadableResponse"],
    ["a result that is cut off", COMPLETED.slice(0, -5), "UnreadableResponse"],
    ["a page of a proxy", "<html><body>OK</body></html>", "UnreadableResponse"],
  ])("a 200 of %s – is %s", async (_, text, code) => {
    const { calls } = await open(xml(text));
    expect((await failureOf(calls.complete(UPLOAD, PARTS)))?.code).toBe(code);
    expect(cos.requests).toHaveLength(1);
  });
});

describe("other calls", () => {
  test("Abort of an upload that is gone – succeeds", async () => {
    const { calls } = await open(error("NoSuchUpload", 404));
    await calls.abort(UPLOAD);
    expect(cos.requests[0]?.method).toBe("DELETE");
  });

  test("HEAD – 404 is no object, 403 is a failure", async () => {
    const { calls } = await open(empty(404), empty(403));
    expect(await calls.head("a")).toBeUndefined();
    expect(await failureOf(calls.head("a"))).toMatchObject({ status: 403, isTransient: false });
  });

  test.each([
    200, 204, 403, 404,
  ])("a %d without COS's request id is not from COS, and proves nothing", async (status) => {
    const notFromCos: Script = (response) => void response.writeHead(status, { "Content-Length": "0" }).end();
    const { calls } = await open(...Array.from({ length: 6 }, () => notFromCos));
    for (const call of [() => calls.head("a"), () => calls.deleteObject("a")]) {
      const failure = await failureOf(call());
      expect(failure).toMatchObject({ status, code: "UnreadableResponse" });
      expect(failure?.message).toContain("no x-cos-request-id");
    }
  });

  test("HEAD – reads what COS reports, and fails without a length", async () => {
    const headers = {
      ...{ "Content-Length": "5", "Content-Type": "video/mp4", ETag: '"e-1"', "x-cos-hash-crc64ecma": "123" },
      "Last-Modified": "Mon, 23 Nov 2026 04:05:06 GMT",
    };
    const { calls } = await open(empty(200, headers), empty(200, { "Transfer-Encoding": "chunked" }));
    const lastModifiedMs = Date.parse("2026-11-23T04:05:06Z");
    expect(await calls.head("a")).toEqual({
      ...{ bytes: 5, contentType: "video/mp4", etag: "e-1", crc64: "123", lastModifiedMs },
    });
    expect(cos.requests[0]?.headers["accept-encoding"]).toBe("identity");
    expect(await failureOf(calls.head("a"))).toMatchObject({ code: "UnreadableResponse", isTransient: true });
  });

  test.each<[what: string, headers: Record<string, string>, read: object]>([
    ["no date", {}, { lastModifiedMs: Number.NaN }],
    ["an invalid date", { "Last-Modified": "yesterday" }, { lastModifiedMs: Number.NaN }],
    ["a date before any COS", { "Last-Modified": "Thu, 01 Jan 1970 00:00:00 GMT" }, { lastModifiedMs: Number.NaN }],
    ["an invalid checksum", { "x-cos-hash-crc64ecma": "0xff" }, { crc64: undefined }],
    ["an entity tag without quotes", { ETag: "e-1" }, { etag: "e-1" }],
  ])("HEAD – with %s", async (_, headers, read) => {
    const { calls } = await open(empty(200, { "Content-Length": "5", ...headers }));
    expect(await calls.head("a")).toMatchObject({ bytes: 5, ...read });
  });

  test("HEAD – of more bytes than a number holds is a failure", async () => {
    const { calls } = await open(empty(200, { "Content-Length": "9007199254740993" }));
    expect(await failureOf(calls.head("a"))).toMatchObject({ code: "UnreadableResponse" });
  });

  test.each([301, 307])("a redirect %i is not followed: its target would receive the signature", async (status) => {
    const { calls } = await open(empty(status, { Location: "/elsewhere" }));
    expect(await failureOf(calls.head("a"))).toMatchObject({ code: "NoResponse" });
    expect(cos.requests.map(({ url }) => url)).toEqual(["/a", "/a", "/a"]);
  });

  test.each([
    ["malformed", "uploads/%zz"],
    ["of another prefix", "uploads2/a.mp4"],
  ])("List Multipart Uploads – with a key that is %s is a failure", async (_, key) => {
    const { calls } = await open(
      xml(`<ListMultipartUploadsResult><Upload><Key>${key}</Key></Upload></ListMultipartUploadsResult>`),
    );
    const first = calls.listUnfinished("uploads/")[Symbol.asyncIterator]().next();
    expect((await failureOf(first))?.code).toBe("UnreadableResponse");
  });

  test("List Multipart Uploads – follows every page, and decodes keys", async () => {
    const page = (key: string, more: string) =>
      xml(`<ListMultipartUploadsResult><Upload><Key>${key}</Key><UploadId>1</UploadId>
        <Initiated>2026-11-23T04:05:06.000Z</Initiated></Upload>${more}</ListMultipartUploadsResult>`);
    const next = "<IsTruncated>true</IsTruncated><NextKeyMarker>uploads/a%2Bb</NextKeyMarker>";
    const { calls } = await open(
      page("uploads/a%2Bb", `${next}<NextUploadIdMarker>1</NextUploadIdMarker>`),
      page("uploads/%E4%B8%AD", "<IsTruncated>false</IsTruncated>"),
    );
    const keys: string[] = [];
    for await (const { key } of calls.listUnfinished("uploads/")) keys.push(key);
    expect(keys).toEqual(["uploads/a+b", "uploads/中"]);
    expect(cos.requests[1]?.url).toContain("key-marker=uploads%2Fa%2Bb&upload-id-marker=1");
  });

  test("List Multipart Uploads – ends, also if the markers stand still", async () => {
    const { calls } = await open(
      xml("<ListMultipartUploadsResult><IsTruncated>true</IsTruncated></ListMultipartUploadsResult>"),
    );
    const all = async () => {
      for await (const upload of calls.listUnfinished("uploads/")) expect(upload).toBeDefined();
    };
    expect((await failureOf(all()))?.code).toBe("UnreadableResponse");
  });

  test.each([
    ["long", "A".repeat(65)],
    ["of other characters", 'a" b="c'],
    ["Chinese", "错误"],
  ])("a code that is %s is no label of the metrics, and a long message does not fill the log", async (_, code) => {
    const text = `<Error><Code>${code.replace('"', "&quot;")}</Code><Message>${"no ".repeat(10_000)}</Message></Error>`;
    const { calls, observed } = await open(xml(text, 403));
    const failure = await failureOf(calls.deleteObject("a"));
    expect([failure?.code, observed]).toEqual(["Status403", ["DeleteObject Status403"]]);
    expect(failure?.message.length).toBeLessThan(400);
  });

  test("a body without end is not read to its end", async () => {
    const { calls } = await open((response) => {
      response.writeHead(200);
      const write = () => {
        while (response.write("x".repeat(65_536)));
      };
      response.on("drain", write);
      response.on("error", () => {});
      write();
    });
    expect(await failureOf(calls.deleteObject("a"))).toMatchObject({ code: "NoResponse" });
  });
});
