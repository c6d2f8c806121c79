import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Frame, Page } from "playwright-core";
import { type Stack, startStack } from "../../stack/start-stack.ts";
import { describeInChromium, launchChromium } from "../browser.ts";

const FIXTURE = join(__dirname, "../../../preview/test/fixtures/mini-program");
const HOME = "pages/home/home";

describeInChromium("developing with the preview", () => {
  let browser: Browser;
  let directory: string;
  let stack: Stack;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "e2e-development-"));
    await cp(FIXTURE, directory, { recursive: true });
    stack = await startStack({ previewOf: directory });
    page = await browser.newPage();
    page.setDefaultTimeout(10_000);
  });

  afterEach(async () => {
    await page.close();
    await stack.close();
    await rm(directory, { recursive: true });
  });

  afterAll(() => browser.close());

  const screen = () => page.locator("iframe").contentFrame();

  async function edit(path: string, change: (text: string) => string): Promise<void> {
    const file = join(directory, path);
    await writeFile(file, change(await readFile(file, "utf8")));
  }

  async function openPage(): Promise<Frame> {
    await page.goto(stack.serverUrl);
    await screen().locator("wx-page").waitFor();
    const frame = page.frames().find((candidate) => candidate.url().includes("/preview/page"));
    if (frame === undefined) throw new Error("The phone shows no page");
    return frame;
  }

  test("shows edits to WXML, WXSS, TypeScript and JSON without a manual reload", async () => {
    await openPage();
    await edit(`${HOME}.wxml`, (text) => text.replace("not shown", "hidden").replace(">shown<", ">edited<"));
    await screen().getByText("edited").waitFor();
    await edit(`${HOME}.ts`, (text) => text.replace('"hello"', '"good morning"'));
    await screen().getByText("GOOD MORNING", { exact: true }).waitFor();
    await edit(`${HOME}.json`, (text) => text.replace("Home", "Morning"));
    await page.getByRole("heading", { name: "Morning" }).waitFor();
    await edit(`${HOME}.wxss`, (text) => `${text}\n#shown { color: rgb(1, 2, 3); }`);
    await page.waitForFunction(() => {
      const shown = document.querySelector("iframe")?.contentDocument?.getElementById("shown");
      return shown && getComputedStyle(shown).color === "rgb(1, 2, 3)";
    });
  });

  test("shows a build error with file and line instead of the phone until it is fixed", async () => {
    await openPage();
    await edit(`${HOME}.wxml`, (text) => `<marquee></marquee>\n${text}`);
    await page.getByText(`${HOME}.wxml:1:1 <marquee> is neither listed in usingComponents`).waitFor();
    await edit(`${HOME}.wxml`, (text) => text.replace("<marquee></marquee>\n", ""));
    await screen().getByText("HELLO", { exact: true }).waitFor();
  });

  test("shows an unsupported call and an uncaught error on the page", async () => {
    const frame = await openPage();
    await frame.evaluate(() => {
      try {
        wx.scanCode({});
      } catch {
        // A library may swallow the error too.
      }
      setTimeout(() => {
        throw new Error("an error in a timer");
      });
    });
    await screen().locator(".preview-errors").getByText("The preview does not support wx.scanCode").waitFor();
    await screen().locator(".preview-errors").getByText("an error in a timer").waitFor();
  });

  test("shows an unknown property of an element on the page", async () => {
    await edit(`${HOME}.wxml`, (text) => text.replace('id="go"', 'id="go" colour="red"'));
    await openPage();
    await screen().locator(".preview-errors").getByText('"colour" is not a valid property').waitFor();
  });

  test("opens another page and returns with the bar's back button", async () => {
    await openPage();
    await screen().getByRole("link", { name: "second" }).click();
    await screen().getByText("second, home").waitFor();
    await page.locator("#back").click();
    await screen().getByText("HELLO", { exact: true }).waitFor();
    await page.locator("#back").waitFor({ state: "hidden" });
  });

  test("rejects an undeclared address in WeChat's wording while urlCheck is on", async () => {
    const frame = await openPage();
    const failure = await frame.evaluate(
      (url) => new Promise((resolve) => wx.request({ url, fail: ({ errMsg }) => resolve(errMsg), success: resolve })),
      stack.serverUrl,
    );
    expect(failure).toBe("request:fail url not in domain list");
  });

  test("shows WeChat's dialogs and toasts, which work by keyboard", async () => {
    const frame = await openPage();
    const modal = frame.evaluate(
      () =>
        new Promise((resolve) => wx.showModal({ title: "Delete?", content: "This is permanent.", success: resolve })),
    );
    await screen().getByRole("dialog", { name: "Delete?" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await modal).toMatchObject({ confirm: true, cancel: false, errMsg: "showModal:ok" });
    const chosen = frame.evaluate(
      () =>
        new Promise((resolve) =>
          wx.showActionSheet({ itemList: ["one", "two"], fail: ({ errMsg }) => resolve(errMsg) }),
        ),
    );
    await screen().getByRole("button", { name: "two" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await chosen).toBe("showActionSheet:fail cancel");
    await frame.evaluate(() => wx.showToast({ title: "done", icon: "success" }));
    await screen().getByRole("status").getByText("done").waitFor({ state: "attached" });
  });
});
