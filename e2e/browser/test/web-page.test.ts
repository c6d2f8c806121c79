import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import type { Browser } from "playwright-core";
import type { BrowserUploader, UploadOptions, UploadTask } from "../../../miniprogram/browser/src/index.ts";
import { expectBytes } from "../../stack/expect-bytes.ts";
import { sampleBytes, writeSample } from "../../stack/sample-files.ts";
import { type Stack, type StackOptions, startStack } from "../../stack/start-stack.ts";
import { describeInChromium, launchChromium } from "../browser.ts";
import { drawPhoto } from "../draw-photo.ts";
import type { ChosenFile } from "../preview-page.ts";
import { bundleLibrary, lanAddress, openWebPage, servePages, type WebPage } from "../web-page.ts";

declare global {
  interface Window {
    uploader: BrowserUploader;
    /** The last task. */
    task: UploadTask;
    /** The names of all states of the uploader's tasks. */
    states: string[];
    /** Object URLs that were created and not revoked. */
    openUrls: Set<string>;
  }
}

const MIB = 1024 * 1024;
const MAX_BYTES = { photo: 20 * MIB, video: 20 * MIB, other: 20 * MIB };

let browser: Browser;
let library: string;
let photo: ChosenFile;

/** Closes what the current test has started. */
const closers: Array<() => Promise<void>> = [];

/** A page, with a signing server and a bucket that allow it unless a test requires otherwise. */
async function startPage({ host = "127.0.0.1", ...options }: StackOptions = {}) {
  const pages = await servePages(library, host);
  const origins = [pages.origin];
  const stack = await startStack({
    host,
    maxBytes: MAX_BYTES,
    serverOrigins: origins,
    bucketOrigins: origins,
    ...options,
  });
  const web = await openWebPage(browser, pages.origin);
  return {
    stack,
    web,
    origin: pages.origin,
    async close() {
      await web.close();
      await pages.close();
      await stack.close();
    },
  };
}

describeInChromium("wx-cos-uploader/browser", () => {
  beforeAll(async () => {
    browser = await launchChromium();
    library = await bundleLibrary();
    const blank = await browser.newPage();
    photo = await drawPhoto(blank, 3);
    await blank.close();
  });
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });
  afterAll(() => browser.close());

  describe("on a page that the signing server and the bucket allow", () => {
    let stack: Stack;
    let web: WebPage;
    let origin: string;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ stack, web, origin, close } = await startPage());
    });
    beforeEach(async () => {
      await web.setNetwork({});
      await web.page.reload();
      await web.page.waitForFunction(() => "library" in window);
      await web.page.evaluate((serverUrl) => {
        const uploader = window.library.createBrowserUploader({ serverUrl, retry: { maxAttempts: 2, baseDelayMs: 1 } });
        const states: string[] = [];
        uploader.on("change", ({ state }) => states.push(state.name));
        Object.assign(window, { uploader, states });
      }, stack.serverUrl);
      await web.choose([photo]);
    });
    afterAll(() => close());

    /** Uploads the chosen file. Returns the result, or the error's code and message. */
    const upload = (options: UploadOptions = {}) => web.page.evaluate(uploadChosen, options);

    test("stores a form's file, with rising progress", async () => {
      await web.setNetwork({ uploadBytesPerSecond: photo.buffer.length });
      const { result, percents } = await upload();
      await web.setNetwork({});
      const stored = await expectBytes(stack, result?.objectKey ?? "", photo.buffer);
      expect(stored.contentType).toBe("image/jpeg");
      expect(result).toMatchObject({ method: "post", bytes: photo.buffer.length });
      expect(result?.etag).toMatch(/^[\da-f]{32}$/);
      expect(result?.requestId).toMatch(/^[\w+/=]{20,}$/);
      expect(percents.filter((percent) => percent > 0 && percent < 100).length).toBeGreaterThanOrEqual(2);
      expect(percents).toEqual([...percents].sort((left, right) => left - right));
    });

    test("stores a PUT's file, and COS compares the MD5", async () => {
      const signing = web.page.waitForRequest(/put-sign/);
      const { result } = await upload({ checkIntegrity: true });
      await expectBytes(stack, result?.objectKey ?? "", photo.buffer);
      expect(result?.method).toBe("put");
      const md5 = createHash("md5").update(photo.buffer).digest("hex");
      expect(new URL((await signing).url()).searchParams.get("md5")).toBe(md5);
    });

    test("confirms an upload, and reads it by a signed URL with the client of stored uploads", async () => {
      const { result } = await upload({ confirm: true });
      expect(result).toMatchObject({ confirmed: true, proof: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) });
      const read = await web.page.evaluate(
        async ({ serverUrl, key }) => {
          const { createUploadsClient, createBrowserPlatform } = window.library;
          const client = createUploadsClient({ serverUrl, platform: createBrowserPlatform() });
          const [confirmed] = await client.confirm([key]);
          const { downloads } = await client.downloads([key]);
          const { size } = await (await fetch(downloads[0]?.url ?? "")).blob();
          const listFailure: unknown = await client.list().catch((error: unknown) => Object(error).remoteCode);
          return { status: confirmed?.status, size, listFailure };
        },
        { serverUrl: stack.serverUrl, key: result?.objectKey ?? "" },
      );
      expect(read).toEqual({ status: "stored", size: photo.buffer.length, listFailure: "login_required" });
    });

    test("stores a smaller copy of a photo that it compresses", async () => {
      const { result } = await upload({ compress: { quality: 40, minBytes: 0 } });
      const { bytes } = await stack.bucket.read(result?.objectKey ?? "");
      expect(bytes.length).toBeLessThan(photo.buffer.length / 2);
      expect(result?.bytes).toBe(bytes.length);
      const size = await web.page.evaluate(async (data) => {
        const { width, height } = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${data}`)).blob());
        return [width, height];
      }, bytes.toString("base64"));
      expect(size).toEqual([1200, 900]);
    });

    test("compresses and stores the same file twice, because the first upload does not discard the other's copy", async () => {
      const sizes = await web.page.evaluate(async () => {
        const file = window.uploader.addFile(document.querySelector("input")?.files?.[0] ?? new Blob());
        const tasks = window.uploader.uploadAll([file, file, file, file], { compress: { minBytes: 0 } });
        return Promise.all(tasks.map(async ({ result }) => (await result).bytes));
      });
      expect(sizes).toHaveLength(4);
      expect(new Set(sizes).size).toBe(1);
    });

    test("sends a photo that the browser cannot decode as it is", async () => {
      const broken = sampleBytes("jpg", 300_000);
      await web.choose([{ name: "broken.jpg", mimeType: "image/jpeg", buffer: broken }]);
      const { result } = await upload({ compress: { minBytes: 0 } });
      await expectBytes(stack, result?.objectKey ?? "", broken);
    });

    test("uploads a video with the extension of its name, which its bytes allow", async () => {
      await web.choose([{ name: "毕业 1.M4V", mimeType: "", buffer: sampleBytes("mp4", 5000) }]);
      const { result } = await upload();
      expect(result?.objectKey).toMatch(/\.m4v$/);
    });

    test("uploads blob: and data: URLs, as the pickers of Taro and uni-app return, even if the page revokes them meanwhile", async () => {
      const small = sampleBytes("jpg", 1000);
      const keys = await web.page.evaluate(
        async (data) => {
          const file = document.querySelector("input")?.files?.[0] ?? new Blob();
          const url = URL.createObjectURL(file);
          const tasks = window.uploader.uploadAll([{ filePath: url }, { filePath: data }]);
          tasks[0]?.on("change", ({ name }) => name === "signing" && URL.revokeObjectURL(url));
          return Promise.all(tasks.map(async ({ result }) => (await result).objectKey));
        },
        `data:;base64,${small.toString("base64")}`,
      );
      await expectBytes(stack, keys[0] ?? "", photo.buffer);
      await expectBytes(stack, keys[1] ?? "", small);
    });

    test.each([
      "blob:http://127.0.0.1/0-0",
      "photo.jpg",
      "https://example.com/photo.jpg",
    ])("fails with file_not_found for %s", async (filePath) => {
      const error = await web.page.evaluate(async (path) => {
        const error: unknown = await window.uploader.upload({ filePath: path }).result.catch((cause) => cause);
        return error instanceof window.library.UploadError ? [error.code, error.message] : [];
      }, filePath);
      expect(error).toEqual(["file_not_found", expect.stringContaining(filePath)]);
    });

    test.each([
      "before its upload",
      "while its upload waits for the network",
    ])("fails with file_not_found or file_unreadable for a file that was deleted %s", async (when) => {
      const isBefore = when === "before its upload";
      const path = await writeSample(stack.directory, "deleted.jpg", sampleBytes("jpg", 1000));
      await web.choose(path);
      await web.setNetwork({ isOffline: !isBefore });
      if (isBefore) await rm(path);
      const uploading = upload();
      if (!isBefore) {
        await web.page.waitForFunction(() => window.states.includes("waiting_for_network"));
        await rm(path);
        await web.setNetwork({});
      }
      expect((await uploading).error?.code).toMatch(/^file_(not_found|unreadable)$/);
    });

    test("waits while the browser is offline, and then continues", async () => {
      await web.setNetwork({ isOffline: true });
      const uploading = upload();
      await web.page.waitForFunction(() => window.states.includes("waiting_for_network"));
      await web.setNetwork({});
      const { result } = await uploading;
      await expectBytes(stack, result?.objectKey ?? "", photo.buffer);
    });

    test.each([
      "post",
      "put",
    ] as const)("stores nothing of a cancelled upload by %s, and a retry stores it", async (method) => {
      const before = await stack.bucket.keys();
      await web.setNetwork({ uploadBytesPerSecond: 20 * 1024 });
      const failed = web.page.waitForEvent("requestfailed");
      const uploading = upload({ method });
      await web.page.waitForFunction(() => window.states.includes("uploading"));
      await web.page.evaluate(() => window.uploader.cancelAll());
      expect((await uploading).error?.code).toBe("cancelled");
      expect((await failed).failure()?.errorText).toBe("net::ERR_ABORTED");
      expect(await stack.bucket.keys()).toEqual(before);
      await web.setNetwork({});
      const key = await web.page.evaluate(async () => {
        window.task.retry();
        return (await window.task.result).objectKey;
      });
      await expectBytes(stack, key, photo.buffer);
    });

    test("fails with sign_redirected if the signing server redirects", async () => {
      const code = await web.page.evaluate(async (serverUrl) => {
        const uploader = window.library.createBrowserUploader({ serverUrl });
        const file = uploader.addFile(document.querySelector("input")?.files?.[0] ?? new Blob());
        const error: unknown = await uploader.upload(file).result.catch((cause) => cause);
        return error instanceof window.library.UploadError ? error.code : "no error";
      }, `${origin}/moved`);
      expect(code).toBe("sign_redirected");
    });
  });

  describe("on a page that is not allowed", () => {
    test.each([
      ["the signing server", { serverOrigins: ["https://shop.example.com"] }, "sign"],
      ["the bucket", { bucketOrigins: ["https://shop.example.com"] }, "upload"],
    ] as const)("names CORS and the host, if it is %s that does not allow it", async (_, options, stage) => {
      const { stack, web, origin, close } = await startPage(options);
      closers.push(close);
      await web.choose([photo]);
      const host = stage === "sign" ? new URL(stack.serverUrl).host : stack.cosHost;
      for (const method of ["post", "put"]) {
        const error = await web.page.evaluate(failToUpload, { serverUrl: stack.serverUrl, method });
        expect(error).toMatchObject({ code: "network", stage, message: expect.stringContaining("CORS") });
        expect(error.message).toContain(host);
        expect(error.message).toContain(origin);
      }
    });
  });

  const address = lanAddress();
  const testOnLan = address === undefined ? test.skip : test;
  testOnLan(
    `${address === undefined ? "SKIPPED, needs an address in a network: " : ""}works at the machine's address over plain http, where crypto.subtle is missing`,
    async () => {
      const { stack, web, close } = await startPage({ host: address ?? "" });
      closers.push(close);
      await web.choose([photo]);
      expect(await web.page.evaluate(() => [isSecureContext, typeof crypto.subtle])).toEqual([false, "undefined"]);
      const uploads: readonly UploadOptions[] = [{ method: "post" }, { checkIntegrity: true }];
      for (const options of uploads) {
        const key = await web.page.evaluate(
          async ({ serverUrl, options: given }) => {
            const uploader = window.library.createBrowserUploader({ serverUrl });
            const file = uploader.addFile(document.querySelector("input")?.files?.[0] ?? new Blob());
            return (await uploader.upload(file, given).result).objectKey;
          },
          { serverUrl: stack.serverUrl, options },
        );
        await expectBytes(stack, key, photo.buffer);
      }
    },
  );

  describe("the object URLs of a page", () => {
    let web: WebPage;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const started = await startPage();
      ({ web, close } = started);
      await web.choose([photo]);
      await web.page.evaluate((serverUrl) => {
        window.openUrls = new Set();
        const { createObjectURL, revokeObjectURL } = URL;
        URL.createObjectURL = (object) => {
          const url = createObjectURL.call(URL, object);
          window.openUrls.add(url);
          return url;
        };
        URL.revokeObjectURL = (url) => {
          window.openUrls.delete(url);
          revokeObjectURL.call(URL, url);
        };
        window.uploader = window.library.createBrowserUploader({ serverUrl, compress: { minBytes: 0 } });
      }, started.stack.serverUrl);
    });
    afterAll(() => close());

    test("are as many as the files that were added and not released, and none after releaseAll", async () => {
      const counts = await web.page.evaluate(() => {
        const video = new Blob([new Uint8Array(20 * 1024 * 1024)], { type: "video/mp4" });
        const files = Array.from({ length: 50 }, () => window.uploader.addFile(video));
        const added = window.openUrls.size;
        for (const file of files.slice(0, 20)) window.uploader.release(file);
        const released = window.openUrls.size;
        window.uploader.releaseAll();
        return [added, released, window.openUrls.size];
      });
      expect(counts).toEqual([50, 30, 0]);
    });

    test("show a file until it is released, also after its upload, which creates no other", async () => {
      const seen = await web.page.evaluate(async () => {
        const file = window.uploader.addFile(document.querySelector("input")?.files?.[0] ?? new Blob());
        const isShown = () =>
          new Promise<boolean>((resolve) => {
            const image = new Image();
            image.onload = () => resolve(true);
            image.onerror = () => resolve(false);
            image.src = file.filePath;
          });
        await window.uploader.upload(file).result;
        const afterUpload = [window.openUrls.size, await isShown()];
        window.uploader.release(file);
        return [...afterUpload, window.openUrls.size, await isShown()];
      });
      expect(seen).toEqual([1, true, 0, false]);
    });

    test("an upload that has not read its file when the file is released fails with file_not_found", async () => {
      const code = await web.page.evaluate(async () => {
        const file = window.uploader.addFile(document.querySelector("input")?.files?.[0] ?? new Blob());
        const { result } = window.uploader.upload(file);
        window.uploader.release(file);
        const error: unknown = await result.catch((cause) => cause);
        return error instanceof window.library.UploadError ? error.code : "no error";
      });
      expect(code).toBe("file_not_found");
    });
  });
});

/** Runs in the page. Uploads the chosen file. */
async function uploadChosen(options: UploadOptions) {
  const percents: number[] = [];
  const file = window.uploader.addFile(document.querySelector("input")?.files?.[0] ?? new Blob());
  window.task = window.uploader.upload(file, options);
  window.task.on("change", (state) => {
    if (state.name !== "uploading" || state.progress === undefined) return;
    percents.push(Math.floor((100 * state.progress.totalBytesSent) / state.progress.totalBytesExpectedToSend));
  });
  const outcome: unknown = await window.task.result.catch((error) => error);
  const error =
    outcome instanceof window.library.UploadError ? { code: outcome.code, message: outcome.message } : undefined;
  return { percents, error, result: error ? undefined : await window.task.result };
}

/** Runs in the page. Uploads the chosen file once, and returns the error. */
async function failToUpload({ serverUrl, method }: { serverUrl: string; method: string }) {
  const uploader = window.library.createBrowserUploader({ serverUrl, retry: { maxAttempts: 1 } });
  const file = uploader.addFile(document.querySelector("input")?.files?.[0] ?? new Blob());
  const error: unknown = await uploader
    .upload(file, { method: method === "put" ? "put" : "post" })
    .result.catch((cause) => cause);
  if (!(error instanceof window.library.UploadError)) throw new Error("the upload did not fail");
  return { code: error.code, stage: error.stage, message: error.message };
}
