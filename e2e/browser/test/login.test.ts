import { join } from "node:path";
import { confirmResponse } from "@wx-cos-upload/contract";
import type { Browser } from "playwright-core";
import { type LoginStack, startLoginStack } from "../../stack/start-login-stack.ts";
import { describeInChromium, launchChromium } from "../browser.ts";
import { drawPhoto } from "../draw-photo.ts";
import { type ChosenFile, openPreview, type PreviewPage } from "../preview-page.ts";

const MIB = 1024 * 1024;

describeInChromium("login in a browser", () => {
  let browser: Browser;
  let stack: LoginStack;
  let preview: PreviewPage;
  let photos: readonly [ChosenFile, ChosenFile];

  beforeAll(async () => {
    browser = await launchChromium();
    const page = await browser.newPage();
    photos = [await drawPhoto(page, 1), await drawPhoto(page, 2)];
    await page.close();
  });

  beforeEach(async () => {
    stack = await startLoginStack({
      previewOf: join(__dirname, "../../.."),
      maxBytes: { photo: 20 * MIB, video: 20 * MIB, other: 20 * MIB },
    });
    preview = await openPreview(browser, { url: stack.serverUrl });
  });

  afterEach(async () => {
    expect(preview.errors).toEqual([]);
    await preview.close();
    await stack.close();
  });

  afterAll(() => browser.close());

  /** Returns the upload folder of this browser's user. */
  async function folder(): Promise<string> {
    const device = await preview.frame.evaluate(() => localStorage.getItem("preview: device"));
    return stack.folderOf(device ?? "");
  }

  async function upload(index: 0 | 1): Promise<string> {
    const before = await stack.bucket.keys();
    await preview.pick([photos[index]]);
    await preview.tile(index).is("done");
    const [key = ""] = (await stack.bucket.keys()).filter((stored) => !before.includes(stored));
    expect((await stack.bucket.read(key)).bytes.equals(photos[index].buffer)).toBe(true);
    return key;
  }

  test("confirms each upload, so the back end is notified", async () => {
    const response = preview.page.waitForResponse((candidate) => candidate.url().endsWith("/uploads/confirm"));
    const cosKey = await upload(0);
    const { uploads } = confirmResponse.parse(await (await response).json());
    expect(uploads).toMatchObject([{ cosKey, status: "stored" }]);
  });

  test.each(["put", "post"] as const)("uploads photos by %s into the user's folder with one login", async (method) => {
    await preview.chooseMethod(method);
    const keys = [await upload(0), await upload(1)];
    const own = await folder();
    expect(keys.filter((key) => key.startsWith(own))).toHaveLength(2);
    expect(stack.code2SessionCalls()).toBe(1);
  });

  test("logs in again as the same user, unnoticed, after the session has ended", async () => {
    const first = await upload(0);
    stack.endSessions();
    const second = await upload(1);
    expect(stack.tokens).toHaveLength(2);
    const own = await folder();
    expect([first, second].filter((key) => key.startsWith(own))).toHaveLength(2);
  });

  test("treats another browser as another user with another folder", async () => {
    await upload(0);
    const own = await folder();
    const other = await openPreview(browser, { url: stack.serverUrl });
    await other.pick([photos[1]]);
    await other.tile(0).is("done");
    await other.close();
    expect((await stack.bucket.keys()).map((key) => key.startsWith(own)).sort()).toEqual([false, true]);
  });

  test("shows a message without a retry to a user whom WeChat blocks", async () => {
    stack.faults.push("blockedUser");
    await preview.pick([photos[0]]);
    await preview.shows(preview.uploaderTexts.remoteFailures.login_refused);
    expect(await preview.tile(0).retryButton.count()).toBe(0);
    expect(await stack.bucket.keys()).toEqual([]);
  });
});
