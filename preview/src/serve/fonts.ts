import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

const directory = dirname(createRequire(import.meta.url).resolve("@fontsource-variable/noto-sans-sc/package.json"));

/**
 * Noto Sans SC under the name of the font that WeChat's pages ask for, so that Chinese is drawn on computers without one. A browser
 * loads the parts that a page's characters are in, some 50 KB.
 */
export async function fontStyles(): Promise<string> {
  const css = await readFile(join(directory, "index.css"), "utf8");
  return css
    .replaceAll(/font-family: ?['"]Noto Sans SC Variable['"]/g, 'font-family: "PingFang SC"')
    .replaceAll("url(./files/", 'local("PingFang SC"), url(/preview/fonts/');
}

/** One of the font's files. */
export function fontFile(name: string): Promise<Uint8Array> {
  return readFile(join(directory, "files", basename(name)));
}
