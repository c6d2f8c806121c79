/** @jest-environment ./test/support/jsdom-environment.ts */
import { createTempFiles, type TempFiles } from "../../src/wx/files/temp-files.ts";
import { createDownloadFile } from "../../src/wx/network/download-file.ts";
import { createNetwork } from "../../src/wx/network/network.ts";
import { createTransferQueue } from "../../src/wx/network/transfer-queue.ts";

const URL_OF_A = "https://files.example.com/a%20b.jpg?sign=1";

let files: TempFiles;
let fetched: { address: string; headers: Headers }[];

beforeEach(() => {
  let count = 0;
  files = createTempFiles(() => String(++count));
  fetched = [];
});

/** jsdom has no fetch, so this one responds in the pieces of a body. */
function respond(status: number, pieces: readonly string[], headers: Record<string, string>): void {
  const values = pieces.map((piece) => new TextEncoder().encode(piece));
  const body = { getReader: () => ({ read: async () => ({ value: values.shift() }), cancel: async () => {} }) };
  Object.assign(globalThis, {
    Headers: Map,
    fetch: async (address: string, init: { headers: Headers }) => {
      fetched.push({ address, headers: init.headers });
      return { status, headers: new Map(Object.entries(headers)), body };
    },
  });
}

async function download(option: object = {}, domains: object | null = null) {
  const rules = { developServerUrl: null, domains: null, urlCheck: false, pageOrigin: "https://page.example.com" };
  const network = createNetwork({
    queue: createTransferQueue(),
    rules: Object.assign(rules, { domains }),
    timeouts: {},
    isOnline: () => true,
  });
  const progress: number[] = [];
  const outcome = await new Promise<Record<string, unknown>>((resolve) => {
    const task = createDownloadFile(network, files, () => {})({
      url: URL_OF_A,
      ...option,
      complete: (result: object) => resolve({ ...result }),
    });
    task.onProgressUpdate((report) => progress.push(report.progress));
  });
  return { outcome, progress };
}

test("becomes a temporary file with the extension of the URL, and reports progress", async () => {
  respond(200, ["ab", "cd"], { "content-type": "image/jpeg", "content-length": "4" });
  const { outcome, progress } = await download({ header: { Referer: "https://example.com", "X-Own": 1 } });
  expect(outcome).toMatchObject({ statusCode: 200, tempFilePath: "wxfile://tmp_1.jpg", errMsg: "downloadFile:ok" });
  expect(files.get("wxfile://tmp_1.jpg")).toMatchObject({ size: 4, type: "image/jpeg" });
  expect(progress).toEqual([50, 100]);
  expect([...(fetched[0]?.headers ?? [])]).toEqual([["X-Own", "1"]]);
});

test("is written to the path that the mini program chose", async () => {
  respond(200, ["abc"], {});
  const { outcome, progress } = await download({ filePath: "wxfile://usr/a.pdf" });
  expect(outcome).toMatchObject({ filePath: "wxfile://usr/a.pdf", tempFilePath: "" });
  expect(files.get("wxfile://usr/a.pdf")?.size).toBe(3);
  expect(progress).toEqual([100]);
});

test("succeeds with any status, as in WeChat", async () => {
  respond(403, ["<Error/>"], {});
  expect((await download()).outcome).toMatchObject({ statusCode: 403, tempFilePath: "wxfile://tmp_1.jpg" });
});

test("is rejected for a domain that is not in the list of downloadFile", async () => {
  respond(200, ["abc"], {});
  const lists = { request: ["https://files.example.com"], uploadFile: ["https://files.example.com"] };
  expect((await download({}, lists)).outcome).toMatchObject({ errMsg: "downloadFile:fail url not in domain list" });
  expect(fetched).toEqual([]);
  const declared = { ...lists, downloadFile: ["https://files.example.com"] };
  expect((await download({}, declared)).outcome).toMatchObject({ statusCode: 200 });
});
