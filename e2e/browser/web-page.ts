import { once } from "node:events";
import { createServer } from "node:http";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser, CDPSession, Page } from "playwright-core";
import { type ChosenFile, type NetworkConditions, setNetwork } from "./preview-page.ts";

declare global {
  interface Window {
    /** `wx-cos-uploader/browser` and `wx-cos-uploader/uploads`, in the pages of the tests. */
    library: typeof import("../../miniprogram/browser/src/index.ts") &
      typeof import("@wx-cos-upload/miniprogram/uploads");
  }
}

const MINIPROGRAM = join(__dirname, "../../miniprogram");
const MODULES = ["./browser/src/index.ts", "./src/uploader/uploads/index.ts"];

/** Bundles `wx-cos-uploader/browser` and `wx-cos-uploader/uploads` as one ES module, from their sources. */
export async function bundleLibrary(): Promise<string> {
  const contents = MODULES.map((module) => `export * from "${module}";`).join("\n");
  const stdin = { contents, resolveDir: MINIPROGRAM };
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", write: false });
  return outputFiles[0]?.text ?? "";
}

const HTML = `<!doctype html>
<meta charset="utf-8">
<input type="file" multiple>
<script type="module">
  import * as library from "/library.mjs";
  window.library = library;
</script>`;

/** Serves pages with the library at an origin of their own, as those of a shop beside its signing server. `/moved/` redirects elsewhere. */
export async function servePages(library: string, host = "127.0.0.1") {
  const server = createServer(({ url = "" }, response) => {
    if (url.startsWith("/moved/")) return response.writeHead(302, { Location: "/elsewhere" }).end();
    if (url === "/library.mjs") return response.writeHead(200, { "Content-Type": "text/javascript" }).end(library);
    return response.writeHead(200, { "Content-Type": "text/html" }).end(HTML);
  });
  server.listen(0, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    origin: `http://${host}:${address.port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** An open page, and the actions of a user in it. */
export interface WebPage {
  readonly page: Page;
  /** Chooses files in the page's input, from memory or by path. */
  choose(files: readonly ChosenFile[] | string): Promise<void>;
  setNetwork(conditions: NetworkConditions): Promise<void>;
  close(): Promise<void>;
}

/** Opens a page of {@link servePages} in a context of its own. */
export async function openWebPage(browser: Browser, origin: string): Promise<WebPage> {
  const context = await browser.newContext();
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const session: CDPSession = await context.newCDPSession(page);
  await session.send("Network.enable");
  await page.goto(origin);
  await page.waitForFunction(() => "library" in window);
  return {
    page,
    choose: (files) => page.locator("input").setInputFiles(typeof files === "string" ? files : [...files]),
    setNetwork: (conditions) => setNetwork(session, conditions),
    close: () => context.close(),
  };
}

/** An address of this machine in its network; undefined without a network. */
export function lanAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}
