import type { Browser, BrowserContext, BrowserContextOptions, CDPSession, Frame, Page } from "playwright-core";
import { en as uploaderEn } from "../../miniprogram/src/components/cos-uploader/texts/en.ts";
import type { UploaderTexts } from "../../miniprogram/src/components/cos-uploader/texts/texts.ts";
import { zh as uploaderZh } from "../../miniprogram/src/components/cos-uploader/texts/zh.ts";
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

/** Options of openPreview, besides those of the browser context. */
export interface OpenPreviewOptions extends BrowserContextOptions {
  readonly url: string;
  /** The browser context of an earlier page, whose storage the page finds. @default a new one with the other options */
  readonly context?: BrowserContext;
  /** Whether the user has already consented to the privacy notice. @default true */
  readonly hasConsented?: boolean;
  /** Scale of the text size. @default 1 */
  readonly textScale?: number;
}

/** The network that a test gives the browser. */
export interface NetworkConditions {
  /** @default false */
  readonly isOffline?: boolean;
  /** @default no limit */
  readonly uploadBytesPerSecond?: number;
}

/** An open preview and the actions of a user in it. */
export type PreviewPage = Awaited<ReturnType<typeof openPreview>>;

/** Opens the preview in a new page, as a user does. Only this file depends on the page's layout. */
export async function openPreview(
  browser: Browser,
  { url, context: earlier, hasConsented = true, textScale = 1, ...options }: OpenPreviewOptions,
) {
  const context = earlier ?? (await browser.newContext({ ...SCREENS.phone, locale: "zh-CN", ...options }));
  if (hasConsented) await context.addInitScript(() => localStorage.setItem("preview: privacy consent", "given"));
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Page.setFontSizes", { fontSizes: { standard: 16 * textScale } });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(url);
  const frame = await pageFrame(page);
  const isChinese = (options.locale ?? "zh-CN").startsWith("zh");
  const texts: Texts = isChinese ? zh : en;
  const uploaderTexts: UploaderTexts = isChinese ? uploaderZh : uploaderEn;
  const button = (name: string | RegExp) => frame.getByRole("button", { name });
  const pickButton = button(new RegExp(`^${uploaderTexts.add}`));

  return {
    context,
    page,
    frame,
    texts,
    /** Texts of the component in the page. */
    uploaderTexts,
    /** Uncaught errors in the page. */
    errors,
    /** The preview's error panel. */
    errorPanel: frame.locator(".preview-errors"),
    pickButton,
    button,
    /** Waits until the page shows a text, such as an error message or a request id. */
    shows: (text: string) => frame.getByText(text).first().waitFor(),
    /** The button that copies the link of the first uploaded file. */
    copyButton: button(new RegExp(`^${texts.copyLink}`)).first(),
    /** The tile of a file, by the order in which the files were picked. */
    tile: (index: number) => tileOf(frame, index, uploaderTexts),
    chooseMethod: (method: "put" | "post") =>
      frame.getByRole("radio", { name: texts.methods[method].label, exact: true }).click(),
    async pick(files: readonly ChosenFile[]) {
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), pickButton.click()]);
      await chooser.setFiles([...files]);
    },
    /** Picks a file of the disk, with the picker that a button opens. */
    async pickFromDisk(path: string, opener = pickButton) {
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), opener.click()]);
      await chooser.setFiles(path);
    },
    /** Waits until the next tap cannot be the second half of a double tap any more. */
    afterTap: () => frame.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400))),
    setNetwork: (conditions: NetworkConditions) => setNetwork(session, conditions),
    close: () => context.close(),
  };
}

function tileOf(frame: Frame, index: number, texts: UploaderTexts) {
  const html = frame.getByRole("group").nth(index);
  const button = (name: string) => html.getByRole("button", { name: new RegExp(`^${name}`) });
  const named = (name: RegExp) => frame.getByRole("group", { name }).and(html);
  return {
    html,
    retryButton: button(texts.actions.retry),
    cancelButton: button(texts.actions.cancel),
    removeButton: button(texts.actions.remove),
    pauseButton: button(texts.actions.pause),
    resumeButton: button(texts.actions.resume),
    /** Waits until the tile shows that it is uploading, with or without a percentage. */
    uploading: () => named(new RegExp(`(?:${texts.phases.uploading}|%)$`)).waitFor(),
    /** Waits until the tile shows a state. */
    is: (state: keyof UploaderTexts["phases"]) => named(new RegExp(`${texts.phases[state]}$`)).waitFor(),
  };
}

/** Returns the frame of the mini program's page inside the phone. */
async function pageFrame(page: Page): Promise<Frame> {
  await page.locator("iframe").contentFrame().locator("wx-page").waitFor();
  const frame = page.frames().find((candidate) => candidate.url().includes("/preview/page"));
  if (frame === undefined) throw new Error("The phone shows no page");
  return frame;
}

/** Sets the network conditions through the debugger, where one call sets both throttling and offline mode. */
export async function setNetwork(session: CDPSession, conditions: NetworkConditions): Promise<void> {
  await session.send("Network.emulateNetworkConditions", {
    offline: conditions.isOffline ?? false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: conditions.uploadBytesPerSecond ?? -1,
  });
}

/** Closes the pages of a test. Returns the errors that they reported; the panel of a page that the test has closed itself can no longer be read. */
export async function closePages(pages: readonly PreviewPage[]): Promise<readonly string[]> {
  const shown = pages.filter(({ page }) => !page.isClosed());
  const reported = await Promise.all(shown.map(({ errorPanel }) => errorPanel.allInnerTexts()));
  for (const page of pages) await page.close();
  return [...pages.flatMap(({ errors }) => errors), ...reported.flat()];
}
