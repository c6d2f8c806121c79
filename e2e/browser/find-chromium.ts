import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** Arguments of Chromium. It starts without a sandbox, which containers forbid, but keeps CORS turned on. */
const ARGUMENTS = ["--no-sandbox", "--no-zygote", "--disable-gpu", "--font-render-hinting=none"];

/**
 * Finds a Chromium once for all test files and passes its path to them in the environment. Uses CHROMIUM_PATH if it is set, the one that
 * npm installs on Linux x64, and an installed Chrome elsewhere. Without a Chromium, jest skips the tests; in CI, this throws.
 */
export default async function findChromium(): Promise<void> {
  try {
    const executablePath = await locate();
    const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
    await browser.close();
    Object.assign(process.env, { E2E_CHROMIUM: executablePath, E2E_CHROMIUM_ARGUMENTS: ARGUMENTS.join(" ") });
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0];
    const line = `Cannot start Chromium, so the browser tests are skipped: ${reason}. Set CHROMIUM_PATH to a Chromium.`;
    if (process.env["CI"] === "true") throw new Error(line);
    process.stderr.write(`\n${line}\n\n`);
  }
}

async function locate(): Promise<string> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH !== undefined) return CHROMIUM_PATH;
  if (process.platform === "linux" && process.arch === "x64") return unpack();
  const installed = INSTALLED[process.platform]?.find((path) => existsSync(path));
  if (installed === undefined) throw new Error("no Chrome is installed in the usual place");
  return installed;
}

/** Unpacks npm's Chromium and its libraries into the temporary folder, unless they are there already. Returns its path. */
async function unpack(): Promise<string> {
  // The package unpacks its own libraries only in this environment, and other Linux systems may lack them.
  process.env["AWS_EXECUTION_ENV"] ??= "AWS_Lambda_nodejs20.x";
  const { default: packaged } = await import("@sparticuz/chromium");
  return packaged.executablePath();
}

const INSTALLED: Readonly<Record<string, readonly string[]>> = {
  darwin: ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
  linux: ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"],
  win32: ["C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe"],
};
