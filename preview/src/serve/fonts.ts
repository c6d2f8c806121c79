import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

const directory = dirname(createRequire(import.meta.url).resolve("@fontsource-variable/noto-sans-sc/package.json"));

/**
 * Returns CSS that provides Noto Sans SC under the name of the font that WeChat's pages use. With it, computers without a Chinese font
 * render Chinese too. A browser only loads the parts with a page's characters, about 50 KB.
 */
export async function fontStyles(): Promise<string> {
  const css = await readFile(join(directory, "index.css"), "utf8");
  return css
    .replaceAll(/font-family: ?['"]Noto Sans SC Variable['"]/g, 'font-family: "PingFang SC"')
    .replaceAll("url(./files/", 'local("PingFang SC"), url(/preview/fonts/');
}

/** Reads one of the font's files. @throws an ENOENT error if there is no such file */
export function fontFile(name: string): Promise<Uint8Array> {
  return readFile(join(directory, "files", basename(name)));
}
