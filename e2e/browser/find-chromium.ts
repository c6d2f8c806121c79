import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** How to start it: without a sandbox, which containers forbid, and with CORS as in any browser. */
const ARGUMENTS = ["--no-sandbox", "--no-zygote", "--disable-gpu", "--font-render-hinting=none"];

/**
 * Finds a Chromium once for all test files and tells them by the environment: CHROMIUM_PATH if it is set, the one that npm installs
 * on Linux x64, an installed Chrome elsewhere. Without one the tests are skipped, and in CI that is a failure.
 */
export default async function findChromium(): Promise<void> {
  try {
    const executablePath = await locate();
    const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
    await browser.close();
    Object.assign(process.env, { E2E_CHROMIUM: executablePath, E2E_CHROMIUM_ARGUMENTS: ARGUMENTS.join(" ") });
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0];
    const line = `No Chromium starts here, so nothing is tested in a browser: ${reason}. Set CHROMIUM_PATH to one.`;
    if (process.env["CI"] === "true") throw new Error(line);
    process.stderr.write(`\n${line}\n\n`);
  }
}

async function locate(): Promise<string> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH !== undefined) return CHROMIUM_PATH;
  if (process.platform === "linux" && process.arch === "x64") return unpack();
  const installed = INSTALLED[process.platform]?.find((path) => existsSync(path));
  if (installed === undefined) throw new Error("no Chrome is installed where it usually is");
  return installed;
}

/** Unpacks it into the temporary folder, with the libraries it needs, unless it is there. */
async function unpack(): Promise<string> {
  // The package brings its own libraries for this environment alone, and no other Linux is sure to have them.
  process.env["AWS_EXECUTION_ENV"] ??= "AWS_Lambda_nodejs20.x";
  const { default: packaged } = await import("@sparticuz/chromium");
  return packaged.executablePath();
}

const INSTALLED: Readonly<Record<string, readonly string[]>> = {
  darwin: ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
  linux: ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"],
  win32: ["C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe"],
};
