import type { Browser, BrowserContextOptions, CDPSession, Frame, Locator, Page } from "playwright-core";
import { en } from "../../miniprogram/src/texts/en.ts";
import type { Texts } from "../../miniprogram/src/texts/texts.ts";
import { zh } from "../../miniprogram/src/texts/zh.ts";
import { SCREENS } from "./browser.ts";

/** A file for the browser's file chooser. */
export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export interface OpenPreviewOptions extends BrowserContextOptions {
  readonly url: string;
  /** Has the person consented to the privacy notice before? @default true */
  readonly hasConsented?: boolean;
}

export type PreviewPage = Awaited<ReturnType<typeof openPreview>>;

/** Opens the preview as a person does, in a browser of its own. All that the tests know of how the page looks stands here. */
export async function openPreview(browser: Browser, { url, hasConsented = true, ...options }: OpenPreviewOptions) {
  const context = await browser.newContext({ ...SCREENS.phone, locale: "zh-CN", ...options });
  if (hasConsented) await context.addInitScript(() => localStorage.setItem("preview: privacy consent", "given"));
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(url);
  const frame = await pageFrame(page);
  const texts: Texts = (options.locale ?? "zh-CN").startsWith("zh") ? zh : en;
  const button = (name: string | RegExp) => frame.getByRole("button", { name });

  return {
    page,
    frame,
    texts,
    /** What the page threw and nobody caught. */
    errors,
    /** What the error panel says. */
    errorPanel: frame.locator(".preview-errors"),
    pickButton: button(texts.pick),
    button,
    /** One card a file, in the order they were chosen. */
    card: (index: number) => cardOf(frame.locator(".card").nth(index), texts),
    cards: frame.locator(".card"),
    chooseMethod: (method: "put" | "post") =>
      frame.getByRole("radio", { name: texts.methodNames[method], exact: true }).click(),
    async pick(files: readonly ChosenFile[]) {
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button(texts.pick).click()]);
      await chooser.setFiles([...files]);
    },
    /** Uploads at so many bytes a second from now on; `undefined`: as fast as it goes. */
    throttle: (bytesPerSecond: number | undefined) => throttle(context.newCDPSession(page), bytesPerSecond),
    setOffline: (isOffline: boolean) => context.setOffline(isOffline),
    close: () => context.close(),
  };
}

function cardOf(card: Locator, texts: Texts) {
  const within = (name: string) => card.getByRole("button", { name });
  return {
    html: card,
    retryButton: within(texts.retry),
    cancelButton: within(texts.cancel),
    copyButton: within(texts.copyLink),
    removeButton: within(texts.remove),
    /** Waits until it has come to its end. */
    uploaded: () => card.getByText(texts.succeeded, { exact: true }).waitFor(),
    shows: (text: string) => card.getByText(text).first().waitFor(),
  };
}

/** The mini program's page, inside the phone. */
async function pageFrame(page: Page): Promise<Frame> {
  await page.locator("iframe").contentFrame().locator("wx-page").waitFor();
  const frame = page.frames().find((candidate) => candidate.url().includes("/preview/page"));
  if (frame === undefined) throw new Error("the phone shows no page");
  return frame;
}

async function throttle(session: Promise<CDPSession>, bytesPerSecond: number | undefined): Promise<void> {
  await (await session).send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond ?? -1,
  });
}
