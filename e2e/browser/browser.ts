import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const { E2E_CHROMIUM, E2E_CHROMIUM_ARGUMENTS = "" } = process.env;

/** `describe`, where there is a Chromium; find-chromium.ts says loudly if there is none. */
export const describeInChromium = E2E_CHROMIUM === undefined ? describe.skip : describe;

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: E2E_CHROMIUM ?? "", args: E2E_CHROMIUM_ARGUMENTS.split(" ") });
}

/** Keeps a picture of the page in e2e/artefacts/, once its fonts are there. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = join(__dirname, "../artefacts");
  await mkdir(folder, { recursive: true });
  for (const frame of page.frames()) await frame.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** The screens that the tests use, by name. */
export const SCREENS = {
  phone: { viewport: { width: 390, height: 844 } },
  desk: { viewport: { width: 1280, height: 940 } },
} satisfies Record<string, BrowserContextOptions>;
