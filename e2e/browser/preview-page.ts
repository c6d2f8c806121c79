import type { Browser, BrowserContextOptions, CDPSession, Frame, Page } from "playwright-core";
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

export interface OpenPreviewOptions extends BrowserContextOptions {
  readonly url: string;
  /** Has the person consented to the privacy notice before? @default true */
  readonly hasConsented?: boolean;
  /** How much larger than usual the person has texts. @default 1 */
  readonly textScale?: number;
}

export interface NetworkConditions {
  /** @default false */
  readonly isOffline?: boolean;
  /** @default as fast as it goes */
  readonly uploadBytesPerSecond?: number;
}

export type PreviewPage = Awaited<ReturnType<typeof openPreview>>;

/** Opens the preview as a person does, in a browser of its own. All that the tests know of how the page looks stands here. */
export async function openPreview(
  browser: Browser,
  { url, hasConsented = true, textScale = 1, ...options }: OpenPreviewOptions,
) {
  const context = await browser.newContext({ ...SCREENS.phone, locale: "zh-CN", ...options });
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
    page,
    frame,
    texts,
    /** Of the component in it. */
    uploaderTexts,
    /** What the page threw and nobody caught. */
    errors,
    /** What the error panel says. */
    errorPanel: frame.locator(".preview-errors"),
    pickButton,
    button,
    /** Waits until the page says it: a failure's sentence, a request id. */
    shows: (text: string) => frame.getByText(text).first().waitFor(),
    /** Copies the link of the first file that was uploaded. */
    copyButton: button(new RegExp(`^${texts.copyLink}`)).first(),
    /** One tile a file, in the order they were chosen. */
    tile: (index: number) => tileOf(frame, index, uploaderTexts),
    chooseMethod: (method: "put" | "post") =>
      frame.getByRole("radio", { name: texts.methods[method].label, exact: true }).click(),
    async pick(files: readonly ChosenFile[]) {
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), pickButton.click()]);
      await chooser.setFiles([...files]);
    },
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
    /** Waits until its bytes are on their way: with a percentage, or without one. */
    uploading: () => named(new RegExp(`(?:${texts.phases.uploading}|%)$`)).waitFor(),
    /** Waits until its state is this. */
    is: (state: keyof UploaderTexts["phases"]) => named(new RegExp(`${texts.phases[state]}$`)).waitFor(),
  };
}

/** The mini program's page, inside the phone. */
async function pageFrame(page: Page): Promise<Frame> {
  await page.locator("iframe").contentFrame().locator("wx-page").waitFor();
  const frame = page.frames().find((candidate) => candidate.url().includes("/preview/page"));
  if (frame === undefined) throw new Error("the phone shows no page");
  return frame;
}

/** Through the debugger, where throttling and being offline are one setting. */
async function setNetwork(session: CDPSession, conditions: NetworkConditions): Promise<void> {
  await session.send("Network.emulateNetworkConditions", {
    offline: conditions.isOffline ?? false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: conditions.uploadBytesPerSecond ?? -1,
  });
}
