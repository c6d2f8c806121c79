import { authorize } from "@wx-cos-upload/cos-signature";
import { type LocalCos, startLocalCos } from "@wx-cos-upload/local-cloud/cos";
import type { Browser } from "playwright-core";
import { describeInChromium, launchChromium } from "../browser.ts";

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
/** An image that runs a script where scripts are allowed. */
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "run"</script></svg>';

describeInChromium("the page at the root of the local COS", () => {
  let browser: Browser;
  let cos: LocalCos;
  beforeAll(async () => {
    [browser, cos] = await Promise.all([launchChromium(), startLocalCos({ port: 0 })]);
  });
  beforeEach(() => cos.reset());
  afterAll(async () => {
    await browser.close();
    await cos.close({ graceMs: 0 });
  });

  /** Sends a request that is signed with an encoded path. */
  async function sendWrongSignature(): Promise<void> {
    const seconds = Math.floor(Date.now() / 1000);
    const { authorization } = authorize({
      credentials: cos.credentials,
      keyTime: `${seconds - 60};${seconds + 60}`,
      method: "GET",
      pathname: "/a%20b",
      headers: [["host", cos.host]],
    });
    await fetch(`${cos.url}/a%20b`, { headers: { Authorization: authorization } });
  }

  test("shows thumbnails and the first difference of a wrong signature, within its own policy", async () => {
    await cos.seed({ "a.png": PIXEL, "<b>.svg": SVG });
    await sendWrongSignature();
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(cos.url);
    expect(await page.locator("mark").allTextContents()).toEqual([" ", "%"]);
    const image = page.locator('img[src*="a.png"]');
    await image.scrollIntoViewIfNeeded();
    await page.waitForFunction("document.querySelector('img[src*=\"a.png\"]').naturalWidth === 1");
    expect(problems).toEqual([]);
    expect(cos.requests()).toHaveLength(1);
    await page.close();
  });

  test("is not wider than a phone", async () => {
    await cos.seed({ [`${"x".repeat(300)}.docx`]: "a", "照片/一张很长很长很长很长很长很长的照片.png": PIXEL });
    await fetch(`${cos.url}/${"y".repeat(300)}?uploads&prefix=${"z".repeat(300)}`);
    await sendWrongSignature();
    const page = await browser.newPage({ viewport: { width: 320, height: 600 } });
    await page.goto(cos.url);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
    await page.close();
  });

  test("runs no script of an image", async () => {
    await cos.seed({ "a.svg": SVG });
    const page = await browser.newPage();
    const response = await page.goto(`${cos.url}/?inspector=object&key=a.svg`);
    expect(response?.headers()["content-type"]).toBe("image/svg+xml");
    expect(await page.title()).not.toBe("run");
    await page.close();
  });

  test("compares a string that is pasted", async () => {
    const seconds = Math.floor(Date.now() / 1000);
    const { authorization } = authorize({
      credentials: { ...cos.credentials, secretKey: "other" },
      keyTime: `${seconds - 60};${seconds + 60}`,
      method: "GET",
      pathname: "/a",
      headers: [["host", cos.host]],
    });
    await fetch(`${cos.url}/a`, { headers: { Authorization: authorization } });
    const page = await browser.newPage();
    await page.goto(cos.url);
    await page.locator("textarea").fill("get\n/b\n");
    await page.getByRole("button", { name: "Compare" }).click();
    expect(await page.locator("mark").allTextContents()).toEqual(["a", "b"]);
    await page.close();
  });
});
