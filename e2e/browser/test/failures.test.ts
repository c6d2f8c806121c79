import { join } from "node:path";
import type { Browser, FileChooser, Route } from "playwright-core";
import { type Stack, startStack } from "../../stack/start-stack.ts";
import { describeInChromium, launchChromium } from "../browser.ts";
import { drawPhoto } from "../draw-photo.ts";
import { type ChosenFile, openPreview, type PreviewPage } from "../preview-page.ts";

const SIGNING = /\/(?:put-sign|post-policy)/;
const MIB = 1024 * 1024;

describeInChromium("failures during an upload", () => {
  let browser: Browser;
  let stack: Stack;
  let preview: PreviewPage;
  let photo: ChosenFile;

  beforeAll(async () => {
    browser = await launchChromium();
    const page = await browser.newPage();
    photo = await drawPhoto(page, 3);
    await page.close();
    stack = await startStack({
      previewOf: join(__dirname, "../../.."),
      maxBytes: { photo: MIB, video: MIB, other: MIB },
    });
  });

  beforeEach(async () => {
    preview = await openPreview(browser, { url: stack.serverUrl });
  });

  afterEach(async () => {
    expect(preview.errors).toEqual([]);
    await preview.close();
  });

  afterAll(async () => {
    await browser.close();
    await stack.close();
  });

  /** Taps retry and expects one more stored object than before. */
  async function expectRetryToSucceed(keysBefore: readonly string[]): Promise<void> {
    await preview.tile(0).retryButton.click();
    await preview.tile(0).is("done");
    expect(await stack.bucket.keys()).toHaveLength(keysBefore.length + 1);
  }

  test("a rejection by the signing server shows a message, and a later retry succeeds", async () => {
    const before = await stack.bucket.keys();
    const problem = { type: "about:blank", title: "No", status: 403, code: "forbidden", requestId: "r-e2e-1" };
    const reject = (route: Route) =>
      route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify(problem) });
    await preview.page.route(SIGNING, reject);
    await preview.pick([photo]);
    await preview.shows(preview.uploaderTexts.failures.sign_refused);
    await preview.shows("r-e2e-1");
    expect(await stack.bucket.keys()).toEqual(before);
    await preview.page.unroute(SIGNING);
    await expectRetryToSucceed(before);
  });

  test.each([
    "put",
    "post",
  ] as const)("a rejection of a changed signature by COS shows a message and the request id, by %s", async (method) => {
    const before = await stack.bucket.keys();
    await preview.chooseMethod(method);
    await preview.page.route(SIGNING, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response: response, body: spoilSignature(await response.text()) });
    });
    await preview.pick([photo]);
    await preview.shows(preview.uploaderTexts.remoteFailures.SignatureDoesNotMatch);
    await preview.shows(preview.uploaderTexts.requestId);
    expect(await stack.bucket.keys()).toEqual(before);
    await preview.page.unroute(SIGNING);
    await expectRetryToSucceed(before);
  });

  test("an upload waits while offline and continues when back online", async () => {
    const before = await stack.bucket.keys();
    await preview.setNetwork({ isOffline: true });
    await preview.pick([photo]);
    await preview.tile(0).is("waiting_for_network");
    const reach = () =>
      fetch("/healthz").then(
        () => "reached",
        () => "unreachable",
      );
    expect(await preview.frame.evaluate(reach)).toBe("unreachable");
    await preview.tile(0).is("waiting_for_network");
    expect(await stack.bucket.keys()).toEqual(before);
    await preview.setNetwork({});
    await preview.tile(0).is("done");
    expect(await stack.bucket.keys()).toHaveLength(before.length + 1);
  });

  test.each([
    "put",
    "post",
  ] as const)("an upload by %s retries automatically after a broken connection", async (method) => {
    const before = await stack.bucket.keys();
    await preview.chooseMethod(method);
    await preview.page.route(`http://${stack.cosHost}/**`, (route) => route.abort("connectionreset"), { times: 1 });
    await preview.pick([photo]);
    await preview.tile(0).is("done");
    expect(await stack.bucket.keys()).toHaveLength(before.length + 1);
  });

  test("a lost response after the photo was stored causes no failure and no second object", async () => {
    const before = await stack.bucket.keys();
    await preview.chooseMethod("put");
    const statuses: number[] = [];
    const storeAndLoseResponse = async (route: Route) => {
      statuses.push((await route.fetch()).status());
      await route.abort("connectionreset");
    };
    await preview.page.route(`http://${stack.cosHost}/**`, storeAndLoseResponse, { times: 1 });
    await preview.pick([photo]);
    await preview.tile(0).is("done");
    expect(statuses).toEqual([200]);
    expect(await stack.bucket.keys()).toHaveLength(before.length + 1);
  });

  test("an empty file shows its own message, and the other files are uploaded", async () => {
    const before = await stack.bucket.keys();
    await preview.pick([{ name: "empty.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(0) }, photo]);
    await preview.shows(preview.uploaderTexts.failures.empty_file);
    await preview.tile(1).is("done");
    expect(await stack.bucket.keys()).toHaveLength(before.length + 1);
  });

  test("the tile opens a second picker while the first is still open, and both photos are uploaded", async () => {
    const [silent] = await Promise.all([preview.page.waitForEvent("filechooser"), preview.pickButton.click()]);
    let second: FileChooser | undefined;
    preview.page.once("filechooser", (chooser) => {
      second = chooser;
    });
    // A second tap that comes too early opens no picker, so tap repeatedly.
    const tile = preview.button(preview.uploaderTexts.adding);
    while (second === undefined) await tile.click();
    await second.setFiles([photo]);
    await preview.tile(0).is("done");
    await silent.setFiles([photo]);
    await preview.tile(1).is("done");
  });

  test("without chooseMedia, the user chooses between photos and videos, and the photo is uploaded", async () => {
    await preview.frame.evaluate(() => Object.assign(wx, { chooseMedia: undefined }));
    await preview.pickButton.click();
    const [chooser] = await Promise.all([
      preview.page.waitForEvent("filechooser"),
      preview.button(preview.uploaderTexts.takes.image).click(),
    ]);
    await chooser.setFiles([photo]);
    await preview.tile(0).is("done");
  });

  test("declining the privacy notice shows a message, and agreeing opens the file chooser", async () => {
    await preview.close();
    preview = await openPreview(browser, { url: stack.serverUrl, hasConsented: false });
    await preview.pickButton.click();
    await preview.button(preview.uploaderTexts.consent.decline).click();
    await preview.frame.getByText(preview.uploaderTexts.refusals.privacy_refused).waitFor();
    await preview.pickButton.click();
    const [chooser] = await Promise.all([
      preview.page.waitForEvent("filechooser"),
      preview.button(preview.uploaderTexts.consent.agree).click(),
    ]);
    await chooser.setFiles([photo]);
    await preview.tile(0).is("done");
  });

  test("at most ten transfers run at once", async () => {
    let running = 0;
    let maxRunning = 0;
    await preview.page.route("**/slow", async (route) => {
      running += 1;
      maxRunning = Math.max(maxRunning, running);
      await new Promise((resolve) => setTimeout(resolve, 100));
      running -= 1;
      await route.fulfill({ body: "{}" });
    });
    const statuses = await preview.frame.evaluate(async () => {
      const send = (url: string) =>
        new Promise<number>((success, fail) =>
          wx.request({ url, success: (response) => success(response.statusCode), fail }),
        );
      return Promise.all(Array.from({ length: 25 }, () => send("http://127.0.0.1:3000/slow")));
    });
    expect([statuses.length, maxRunning]).toEqual([25, 10]);
  });
});

/** Changes one hex digit of every signature. */
function spoilSignature(body: string): string {
  const other = (digit: string) => (digit === "0" ? "1" : "0");
  return body.replace(/(q-signature(?:=|":"|\\":\\"))([0-9a-f])/g, (_whole, before, digit) => before + other(digit));
}
