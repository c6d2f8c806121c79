/** @jest-environment ./test/support/jsdom-environment.ts */
import { join } from "node:path";
import { en } from "../../../miniprogram/src/texts/en.ts";
import { zh } from "../../../miniprogram/src/texts/zh.ts";
import { type Mounted, mount, tap } from "../support/mount.ts";

const projectDirectory = join(__dirname, "../../..");
const THREE_DAYS_S = 259_200;

let mounted: Mounted;
let responses: Record<string, { readonly statusCode: number; readonly data: object }>;
let measurements = 0;

/** An entry of the list, stored some seconds ago. */
const upload = (name: string, contentType: string, secondsAgo: number) => ({
  cosKey: `uploads/me/${name}`,
  bytes: 2048,
  contentType,
  storedAt: Math.floor(Date.now() / 1000) - secondsAgo,
  url: `https://b.example.com/${name}`,
  ...(contentType.startsWith("image/") && { thumbnailUrl: `https://b.example.com/${name}?imageMogr2` }),
});

/** Waits, turn by turn, for what the page does after a response. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !isTrue(); turn += 1) await new Promise((resolve) => setTimeout(resolve));
  if (!isTrue()) throw new Error(`the page shows: ${document.body.textContent}`);
}

/** Waits for what a page does that nothing has requested. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setTimeout(resolve));
}

/** Opens the page with WeChat in a language, and waits until it shows the list, or why there is none. */
async function openPage(language: string): Promise<void> {
  mounted = mount({
    projectDirectory,
    wx: {
      getAppBaseInfo: () => ({ language, SDKVersion: "3.8.12" }),
      getWindowInfo: () => ({ windowWidth: 390, windowHeight: 844 }),
      getAccountInfoSync: () => ({ miniProgram: { envVersion: "develop" } }),
      setNavigationBarTitle: () => {},
      getFileSystemManager: () => ({}),
      createSelectorQuery() {
        measurements += 1;
        return Object(mounted.pages.top()?.instance).createSelectorQuery();
      },
      login: ({ success }: { success: (result: object) => void }) => success({ code: "a code" }),
      request({ url, success }: { url: string; success: (result: object) => void }) {
        const { statusCode, data } = responses[new URL(url).pathname] ?? { statusCode: 404, data: {} };
        success({ statusCode, data: JSON.stringify(data), header: {} });
        return { abort: () => {} };
      },
    },
  });
  mounted.pages.open("/pages/uploads/uploads");
  await until(() => headings().length > 1);
}

beforeEach(() => {
  measurements = 0;
  responses = {
    "/login": { statusCode: 200, data: { token: "token", expiresInSeconds: 7200, expiresAt: 1 } },
    "/uploads": {
      statusCode: 200,
      data: {
        uploads: [
          upload("a.jpg", "image/jpeg", 0),
          upload("b.mp4", "video/mp4", 1),
          upload("c.pdf", "application/pdf", THREE_DAYS_S),
        ],
        expiresInSeconds: 600,
        expiresAt: 1,
      },
    },
  };
});

afterEach(() => expect([...mounted.reports, ...mounted.warnings]).toEqual([]));

const headings = () => [...document.querySelectorAll("[role=heading]")].map(({ textContent }) => textContent);
const buttons = () => [...document.querySelectorAll("[role=button]")];
const labels = () => buttons().map((button) => button.getAttribute("aria-label") ?? button.textContent);
const button = (name: string) => buttons().find((_, index) => labels()[index]?.startsWith(name)) ?? document.body;

describe.each([
  ["en", en],
  ["zh_CN", zh],
])("in %s", (language, { uploads: texts }) => {
  test("tiles are buttons that name their file, below headings of their days", async () => {
    await openPage(language);
    expect(headings().slice(0, 2)).toEqual([texts.heading, texts.today]);
    const [, ...tiles] = labels();
    expect(tiles).toEqual([
      expect.stringContaining(texts.kinds.image),
      expect.stringContaining(texts.kinds.video),
      expect.stringMatching(new RegExp(`${texts.kinds.document}.*PDF 2 KB$`)),
    ]);
    expect(document.querySelector("img")?.getAttribute("src")).toBe("https://b.example.com/a.jpg?imageMogr2");
    expect(document.body.textContent).toContain(texts.end);
  });

  test("a list that leaves room on the screen is measured once, not for ever", async () => {
    await openPage(language);
    await turns(50);
    expect(measurements).toBe(1);
  });

  test("a tap selects while the user selects, and the bar's buttons are disabled without a selection", async () => {
    await openPage(language);
    tap(button(texts.select));
    expect(button(texts.actions.delete).getAttribute("aria-disabled")).toBe("true");
    tap(button(texts.kinds.image));
    expect(labels().filter((label) => label?.endsWith(texts.fileSelected.replace("{file}", "")))).toHaveLength(1);
    expect(button(texts.actions.delete).getAttribute("aria-disabled")).toBe("false");
    expect(document.querySelector("[aria-live=polite]")?.textContent).toBe(texts.selected.replace("{count}", "1"));
  });

  test.each([
    [401, "login_required", texts.failures.noLogin],
    [501, "service_keys_missing", texts.failures.notSupported],
  ])("a failure is an alert with the reason and a retry: %i %s", async (statusCode, code, reason) => {
    const list = responses["/uploads"];
    responses["/uploads"] = { statusCode, data: { status: statusCode, code } };
    await openPage(language);
    expect(document.querySelector("[role=alert]")?.textContent).toContain(reason);
    if (list !== undefined) responses["/uploads"] = list;
    tap(button(texts.retry));
    await until(() => headings().includes(texts.today));
    expect(document.querySelector("[role=alert]")).toBeNull();
  });

  test("an empty list offers to upload", async () => {
    responses["/uploads"] = { statusCode: 200, data: { uploads: [], expiresInSeconds: 600, expiresAt: 1 } };
    await openPage(language);
    expect(headings()).toEqual([texts.heading, texts.empty.title]);
    expect(labels()).toEqual([texts.empty.action]);
  });
});
