import { join } from "node:path";
import { LOCAL_COS_DEFAULTS, parseCamPolicy } from "@wx-cos-upload/local-cloud/cos";
import type { Browser } from "playwright-core";
import { type LoginStack, startLoginStack } from "../../stack/start-login-stack.ts";
import { startStack } from "../../stack/start-stack.ts";
import { describeInChromium, launchChromium } from "../browser.ts";
import { drawPhoto } from "../draw-photo.ts";
import { type ChosenFile, closePages, openPreview, type PreviewPage } from "../preview-page.ts";
import { createUser, pullDown, tilesOf, type User } from "../uploads-page.ts";

const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const PROJECT = join(__dirname, "../../..");
const maxBytes = { photo: 20 * MIB, video: 20 * MIB, other: 20 * MIB };
const LIST = /\/uploads(?:\?|$)/;
const THUMBNAIL = /imageMogr2/;

/** The first random bits of keys that COS does not delete. */
const UNDELETABLE = "dead";

const { credentials, bucket, region } = LOCAL_COS_DEFAULTS;
const resource = `qcs::cos:${region}:uid/1250000000:${bucket}/*`;
const POLICY = parseCamPolicy(
  JSON.stringify({
    version: "2.0",
    statement: [
      { effect: "allow", action: "*", resource: "*" },
      { effect: "deny", action: "name/cos:DeleteObject", resource: `${resource}-${UNDELETABLE}*` },
    ],
  }),
);

describeInChromium("my uploads", () => {
  let browser: Browser;
  let stack: LoginStack;
  let photos: readonly ChosenFile[];
  let user: User;
  let opened: PreviewPage[];

  beforeAll(async () => {
    browser = await launchChromium();
    const page = await browser.newPage();
    photos = [await drawPhoto(page, 1, 400), await drawPhoto(page, 2, 400), await drawPhoto(page, 3, 400)];
    await page.close();
    stack = await startLoginStack({
      previewOf: PROJECT,
      maxBytes,
      findCredentials: () => ({ ...credentials, policies: [POLICY] }),
    });
  });

  beforeEach(() => {
    // The browser's login codes have the time of this machine.
    stack.clock.nowMs = Date.now();
    user = createUser(browser, stack);
    opened = [];
  });

  afterEach(async () => {
    expect(await closePages(opened)).toEqual([]);
  });

  afterAll(async () => {
    await browser.close();
    await stack.close();
  });

  async function open(...options: Parameters<User["open"]>): Promise<PreviewPage> {
    const page = await user.open(...options);
    opened.push(page);
    return page;
  }

  const photo = (index: number) => new Uint8Array(photos[index % photos.length]?.buffer ?? Buffer.alloc(0));
  const storePhotos = (count: number) =>
    user.store(Array.from({ length: count }, (_, index) => ({ agoMs: index * MINUTE_MS, body: photo(index) })));
  const toast = ({ frame }: PreviewPage, text: string) => frame.getByRole("status").getByText(text).waitFor();
  const select = async (page: PreviewPage, ...indexes: readonly number[]) => {
    await page.button(page.texts.uploads.select).click();
    for (const index of indexes) await tilesOf(page).nth(index).click();
  };

  test("shows what was just uploaded, newest first, opens it, copies a link that works, and deletes it after a question", async () => {
    const page = await open({}, "pages/index/index");
    const { frame, texts } = page;
    for (const [index, each] of photos.entries()) {
      await page.pick([each]);
      await page.tile(index).is("done");
      stack.clock.nowMs += 1_000;
    }
    await page.button(texts.uploads.title).click();
    await frame.getByRole("heading", { name: texts.uploads.today }).waitFor();
    const tiles = tilesOf(page);
    await tiles.nth(2).waitFor();
    expect(await tiles.count()).toBe(3);
    const keys = await user.keys();
    expect(await Promise.all(keys.map(async (key) => (await stack.bucket.read(key)).bytes))).toEqual(
      [...photos].reverse().map(({ buffer }) => buffer),
    );

    await tiles.nth(1).click();
    await frame.getByRole("dialog", { name: "2 / 3" }).waitFor();
    await frame.waitForFunction(() => {
      const images = [...document.querySelectorAll<HTMLImageElement>("dialog img")];
      return images.length === 3 && images.every(({ naturalWidth }) => naturalWidth === 400);
    });
    await page.page.keyboard.press("Escape");

    await select(page, 0);
    await page.button(texts.uploads.actions.copy).click();
    await frame
      .getByRole("status")
      .getByText(/分钟内有效$/)
      .waitFor();
    const link = (await page.page.locator("#clipboard-text").textContent()) ?? "";
    const copied = await fetch(link);
    expect([copied.status, Buffer.from(await copied.arrayBuffer())]).toEqual([200, photos[2]?.buffer]);

    await page.page.locator("#clipboard-close").click();

    await select(page, 0, 1);
    await page.button(texts.uploads.actions.delete).click();
    const question = frame.getByRole("dialog", { name: "删除 2 个文件？" });
    const confirmButton = question.getByRole("button", { name: texts.uploads.deletion.confirm });
    // The red of the page, not the phone's green.
    expect(await confirmButton.evaluate((button) => getComputedStyle(button).color)).toBe("rgb(217, 45, 32)");
    await question.getByRole("button", { name: texts.uploads.deletion.cancel }).click();
    expect(await user.keys()).toEqual(keys);
    await page.button(texts.uploads.actions.delete).click();
    await confirmButton.click();
    await tiles.nth(1).waitFor({ state: "detached" });
    expect(await stack.bucket.keys()).toEqual([keys[2]]);
    expect(await tiles.count()).toBe(1);
  });

  test("loads the next pages while the user scrolls, over several days, each file once, and a failure has a retry", async () => {
    const files = Array.from({ length: 65 }, (_, index) => ({
      agoMs: Math.floor(index / 13) * DAY_MS + (index % 13) * MINUTE_MS,
      body: photo(index),
    }));
    await user.store(files);
    const page = await open();
    const { frame, texts } = page;
    const tiles = tilesOf(page);
    await tiles.nth(29).waitFor();
    expect(await tiles.count()).toBe(30);
    await page.page.route(LIST, (route) => route.fulfill({ status: 403, body: "{}" }));
    const scroll = () => frame.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await scroll();
    await page.button(texts.uploads.retry).waitFor();
    expect(await tiles.count()).toBe(30);
    await page.page.unroute(LIST);
    await page.button(texts.uploads.retry).click();
    await tiles.nth(59).waitFor();
    await scroll();
    await tiles.nth(64).waitFor();
    await scroll();
    await page.shows(texts.uploads.end);
    expect(await tiles.count()).toBe(65);
    const titles = await frame.getByRole("heading", { level: 2 }).allTextContents();
    expect(titles.slice(0, 2)).toEqual([texts.uploads.today, texts.uploads.yesterday]);
    expect(titles).toHaveLength(5);
  });

  test("without an upload leads to the page that uploads", async () => {
    const page = await open({ locale: "en-US" });
    await page.shows(page.texts.uploads.empty.title);
    await page.button(page.texts.uploads.empty.action).click();
    await page.shows(page.texts.heading);
  });

  test("says why the list cannot be shown, and shows it after a retry", async () => {
    await storePhotos(2);
    const page = await open({ locale: "en-US" }, "pages/index/index");
    await page.page.route(LIST, (route) =>
      route.fulfill({ status: 501, contentType: "application/problem+json", body: '{"code":"service_keys_missing"}' }),
    );
    await page.button(page.texts.uploads.title).click();
    await page.shows(page.texts.uploads.failures.notSupported);
    await page.page.unroute(LIST);
    await page.button(page.texts.uploads.retry).click();
    await tilesOf(page).nth(1).waitFor();
  });

  test("a refresh by a pull shows what is new, and loads no thumbnail again", async () => {
    await storePhotos(30);
    const page = await open();
    const requested: string[] = [];
    page.page.on("request", (request) => THUMBNAIL.test(request.url()) && requested.push(request.url()));
    await page.frame.waitForFunction(
      () => [...document.querySelectorAll("img")].filter(({ naturalWidth }) => naturalWidth > 0).length === 30,
    );
    requested.length = 0;
    const listed = page.page.waitForResponse(LIST);
    await pullDown(page);
    await listed;
    await page.frame.locator(".wx-pull-down:not(.wx-pull-down-on)").waitFor({ state: "attached" });
    expect(requested).toEqual([]);
    await user.store([{ agoMs: 0, body: photo(0) }]);
    await pullDown(page);
    await page.frame.locator(".wx-pull-down-on").waitFor({ state: "detached" });
    await page.frame.waitForFunction(() => document.querySelectorAll("img").length === 30);
    expect(new Set(requested).size).toBe(1);
  });

  test("signs thumbnails again whose URLs have ended, each once", async () => {
    const keys = await storePhotos(6);
    let release = () => {};
    const later = new Promise<void>((resolve) => {
      release = resolve;
    });
    const page = await open({}, "pages/index/index");
    await page.page.route(THUMBNAIL, async (route) => {
      await later;
      await route.continue();
    });
    const signed: string[] = [];
    page.page.on("request", (request) => {
      if (request.url().endsWith("/downloads")) signed.push(...Object(request.postDataJSON()).keys);
    });
    await page.button(page.texts.uploads.title).click();
    await tilesOf(page).nth(5).waitFor();
    stack.clock.nowMs += 11 * MINUTE_MS;
    release();
    await page.frame.waitForFunction(
      () => [...document.querySelectorAll("img")].filter(({ naturalWidth }) => naturalWidth > 0).length === 6,
    );
    expect([...signed].sort()).toEqual([...keys].sort());
  });

  test("a photo opens after the end of its URL, and one that was deleted elsewhere leaves the list", async () => {
    const keys = await storePhotos(3);
    const page = await open();
    const { frame, texts } = page;
    await tilesOf(page).nth(2).waitFor();
    stack.clock.nowMs += 11 * MINUTE_MS;
    await tilesOf(page).nth(0).click();
    await frame.getByRole("dialog", { name: "1 / 3" }).waitFor();
    await page.page.keyboard.press("Escape");
    await user.deleteElsewhere(keys[1] ?? "");
    await tilesOf(page).nth(1).click();
    await toast(page, texts.uploads.gone);
    expect(await tilesOf(page).count()).toBe(2);
  });

  test("keeps the files that COS does not delete, and says why", async () => {
    const files = Array.from({ length: 5 }, (_, index) => ({
      agoMs: index * MINUTE_MS,
      body: photo(index),
      bits: index < 2 ? UNDELETABLE : "beef",
    }));
    const keys = await user.store(files);
    const page = await open({ locale: "en-US" });
    const { frame, texts } = page;
    await tilesOf(page).nth(4).waitFor();
    await select(page, 0, 1, 2, 3);
    await page.button(texts.uploads.actions.delete).click();
    await frame.getByRole("dialog").getByRole("button", { name: texts.uploads.deletion.confirm }).click();
    await frame.getByRole("alert").getByText("Not deleted: 2. Cloud storage rejected the request.").waitFor();
    expect(await tilesOf(page).count()).toBe(3);
    expect(await frame.getByRole("button", { name: /not deleted.*, selected$/ }).count()).toBe(2);
    expect(await user.keys()).toEqual([keys[0], keys[1], keys[4]]);
  });

  test("saves a photo after the user allows it, by way of the settings if it was denied", async () => {
    await storePhotos(1);
    const page = await open({ locale: "en-US" });
    const { frame, texts } = page;
    await tilesOf(page).nth(0).waitFor();
    await select(page, 0);
    const respond = async (title: string, button: string) =>
      frame.getByRole("dialog", { name: title }).getByRole("button", { name: button, exact: true }).click();
    await page.button(texts.uploads.actions.save).click();
    await respond("Save to album", "Decline");
    await respond(texts.uploads.album.title, texts.uploads.album.confirm);
    await respond("Settings", "Allow");
    const [download] = await Promise.all([
      page.page.waitForEvent("download"),
      page.button(texts.uploads.actions.save).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.jpg$/);
    await toast(page, "Saved to the album: 1");
  });

  test("opens a document", async () => {
    await user.store([{ agoMs: 0, extension: "pdf", body: Buffer.from("%PDF-1.4\n") }]);
    const page = await open({ locale: "en-US" });
    await tilesOf(page).nth(0).waitFor();
    const [tab] = await Promise.all([page.context.waitForEvent("page"), tilesOf(page).nth(0).click()]);
    await tab.close();
  });

  test("a video continues at the same second when its URL has ended in the middle", async () => {
    const recorder = await browser.newPage();
    const video = await recorder.evaluate(recordVideo);
    await recorder.close();
    await user.store([{ agoMs: 0, extension: "mp4", body: Buffer.from(video, "base64") }]);
    const page = await open({ locale: "en-US" });
    const { frame } = page;
    await tilesOf(page).nth(0).click();
    await frame.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 0) > 0.6);
    const before = await frame.evaluate(() => {
      const player = document.querySelector("video");
      player?.pause();
      return { second: player?.currentTime ?? 0, url: player?.src ?? "" };
    });
    stack.clock.nowMs += 11 * MINUTE_MS;
    expect((await fetch(before.url)).status).toBe(403);
    // The browser holds the whole of so short a video. By another address it requests it again, and COS rejects the request.
    await frame.evaluate(() => {
      const player = document.querySelector("video");
      if (player !== null) player.src += "&again";
    });
    await frame.waitForFunction(({ second, url }) => {
      const player = document.querySelector("video");
      return player !== null && !player.src.startsWith(url) && Math.abs(player.currentTime - second) < 0.3;
    }, before);
    await frame.evaluate(() => document.querySelector("video")?.play());
    await frame.waitForFunction(
      (second) => (document.querySelector("video")?.currentTime ?? 0) > second,
      before.second,
    );
  });

  test("a server without a login still uploads, signs links, and says that it has no list", async () => {
    const anonymous = await startStack({ previewOf: PROJECT, maxBytes });
    try {
      const page = await openPreview(browser, { url: anonymous.serverUrl, locale: "en-US" });
      opened.push(page);
      await page.pick(photos.slice(0, 1));
      await page.tile(0).is("done");
      expect(await anonymous.bucket.keys()).toEqual([expect.stringMatching(/^uploads\/\d{8}\//)]);
      await page.copyButton.click();
      await page.frame.getByRole("status").getByText("It works for").waitFor();
      const link = (await page.page.locator("#clipboard-text").textContent()) ?? "";
      expect((await fetch(link)).status).toBe(200);
      await page.button(page.texts.uploads.title).click();
      await page.shows(page.texts.uploads.failures.noLogin);
    } finally {
      await anonymous.close();
    }
  });
});

/** Runs in the browser. Records two seconds of a canvas. Returns the video in Base64. */
async function recordVideo(): Promise<string> {
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(20));
  const pieces: Blob[] = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  recorder.start();
  for (let frame = 0; frame < 40; frame += 1) {
    if (brush !== null) {
      brush.fillStyle = `hsl(${frame * 9}, 80%, 50%)`;
      brush.fillRect(0, 0, canvas.width, canvas.height);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await new Promise((resolve) => {
    recorder.onstop = resolve;
    recorder.stop();
  });
  const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
