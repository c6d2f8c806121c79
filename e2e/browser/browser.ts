import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const { E2E_CHROMIUM, E2E_CHROMIUM_ARGUMENTS = "" } = process.env;

/** `describe`, or `describe.skip` without a Chromium. find-chromium.ts reports a missing one. */
export const describeInChromium = E2E_CHROMIUM === undefined ? describe.skip : describe;

/** Launches the Chromium that find-chromium.ts found. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: E2E_CHROMIUM ?? "", args: E2E_CHROMIUM_ARGUMENTS.split(" ") });
}

/** Saves a screenshot of the page in e2e/artefacts/ after its fonts have loaded. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = join(__dirname, "../artefacts");
  await mkdir(folder, { recursive: true });
  for (const frame of page.frames()) await frame.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Screen sizes of the tests, by name. */
export const SCREENS = {
  phone: { viewport: { width: 390, height: 844 } },
  desk: { viewport: { width: 1280, height: 940 } },
} satisfies Record<string, BrowserContextOptions>;
