import { join } from "node:path";
import type { Browser, FileChooser, Route } from "playwright-core";
import { type Stack, startStack } from "../../stack/start-stack.ts";
import { describeInChromium, launchChromium } from "../browser.ts";
import { drawPhoto } from "../draw-photo.ts";
import { type ChosenFile, openPreview, type PreviewPage } from "../preview-page.ts";

const SIGNING = /\/(?:put-sign|post-policy)/;
const MIB = 1024 * 1024;

describeInChromium("what goes wrong on the way", () => {
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

  /** Tries anew and says whether one object more is stored than before. */
  async function retrySucceeds(keysBefore: readonly string[]): Promise<void> {
    await preview.tile(0).retryButton.click();
    await preview.tile(0).is("done");
    expect(await stack.bucket.keys()).toHaveLength(keysBefore.length + 1);
  }

  test("a signing server that refuses – a sentence, and once it allows, a retry that works", async () => {
    const before = await stack.bucket.keys();
    const problem = { type: "about:blank", title: "No", status: 403, code: "forbidden", requestId: "r-e2e-1" };
    const refuse = (route: Route) =>
      route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify(problem) });
    await preview.page.route(SIGNING, refuse);
    await preview.pick([photo]);
    await preview.shows(preview.uploaderTexts.failures.sign_refused);
    await preview.shows("r-e2e-1");
    expect(await stack.bucket.keys()).toEqual(before);
    await preview.page.unroute(SIGNING);
    await retrySucceeds(before);
  });

  test.each([
    "put",
    "post",
  ] as const)("a COS that refuses a changed signature, by %s – its sentence and request id", async (method) => {
    const before = await stack.bucket.keys();
    await preview.chooseMethod(method);
    await preview.page.route(SIGNING, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: spoilSignature(await answer.text()) });
    });
    await preview.pick([photo]);
    await preview.shows(preview.uploaderTexts.remoteFailures.SignatureDoesNotMatch);
    await preview.shows(preview.uploaderTexts.requestId);
    expect(await stack.bucket.keys()).toEqual(before);
    await preview.page.unroute(SIGNING);
    await retrySucceeds(before);
  });

  test("offline – it waits and nothing is stored; back online it goes on by itself", async () => {
    const before = await stack.bucket.keys();
    await preview.setNetwork({ isOffline: true });
    await preview.pick([photo]);
    await preview.tile(0).is("waiting_for_network");
    const reach = () =>
      fetch("/healthz").then(
        () => "reached",
        () => "not reached",
      );
    expect(await preview.frame.evaluate(reach)).toBe("not reached");
    await preview.tile(0).is("waiting_for_network");
    expect(await stack.bucket.keys()).toEqual(before);
    await preview.setNetwork({});
    await preview.tile(0).is("done");
    expect(await stack.bucket.keys()).toHaveLength(before.length + 1);
  });

  test.each(["put", "post"] as const)("a connection that breaks, by %s – it tries again by itself", async (method) => {
    const before = await stack.bucket.keys();
    await preview.chooseMethod(method);
    await preview.page.route(`http://${stack.cosHost}/**`, (route) => route.abort("connectionreset"), { times: 1 });
    await preview.pick([photo]);
    await preview.tile(0).is("done");
    expect(await stack.bucket.keys()).toHaveLength(before.length + 1);
  });

  test("an answer that is lost after the photo was stored – it is no failure, and no second object", async () => {
    const before = await stack.bucket.keys();
    await preview.chooseMethod("put");
    const statuses: number[] = [];
    const storeAndLoseAnswer = async (route: Route) => {
      statuses.push((await route.fetch()).status());
      await route.abort("connectionreset");
    };
    await preview.page.route(`http://${stack.cosHost}/**`, storeAndLoseAnswer, { times: 1 });
    await preview.pick([photo]);
    await preview.tile(0).is("done");
    expect(statuses).toEqual([200]);
    expect(await stack.bucket.keys()).toHaveLength(before.length + 1);
  });

  test("an empty file – its own sentence, and the other files go on", async () => {
    const before = await stack.bucket.keys();
    await preview.pick([{ name: "empty.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(0) }, photo]);
    await preview.shows(preview.uploaderTexts.failures.empty_file);
    await preview.tile(1).is("done");
    expect(await stack.bucket.keys()).toHaveLength(before.length + 1);
  });

  test("a picker that never ends – the tile opens another, and what both give is uploaded", async () => {
    const [silent] = await Promise.all([preview.page.waitForEvent("filechooser"), preview.pickButton.click()]);
    let second: FileChooser | undefined;
    preview.page.once("filechooser", (chooser) => {
      second = chooser;
    });
    // A second tap that comes too soon opens none.
    const tile = preview.button(preview.uploaderTexts.adding);
    while (second === undefined) await tile.click();
    await second.setFiles([photo]);
    await preview.tile(0).is("done");
    await silent.setFiles([photo]);
    await preview.tile(1).is("done");
  });

  test("a platform without chooseMedia – asks for photos or videos, and uploads the photo", async () => {
    await preview.frame.evaluate(() => Object.assign(wx, { chooseMedia: undefined }));
    await preview.pickButton.click();
    const [chooser] = await Promise.all([
      preview.page.waitForEvent("filechooser"),
      preview.button(preview.uploaderTexts.takes.image).click(),
    ]);
    await chooser.setFiles([photo]);
    await preview.tile(0).is("done");
  });

  test("consent to the privacy notice refused – a notice with a way forward; agreed to, the chooser opens", async () => {
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

  test("ten transfers at most run at once", async () => {
    let running = 0;
    let most = 0;
    await preview.page.route("**/slow", async (route) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 100));
      running -= 1;
      await route.fulfill({ body: "{}" });
    });
    const statuses = await preview.frame.evaluate(async () => {
      const send = (url: string) =>
        new Promise<number>((success, fail) =>
          wx.request({ url, success: (answer) => success(answer.statusCode), fail }),
        );
      return Promise.all(Array.from({ length: 25 }, () => send("http://127.0.0.1:3000/slow")));
    });
    expect([statuses.length, most]).toEqual([25, 10]);
  });
});

/** One hex digit of every signature is another. */
function spoilSignature(body: string): string {
  const other = (digit: string) => (digit === "0" ? "1" : "0");
  return body.replace(/(q-signature(?:=|":"|\\":\\"))([0-9a-f])/g, (_whole, before, digit) => before + other(digit));
}
