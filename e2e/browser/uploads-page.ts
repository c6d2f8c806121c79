import { createHash, randomUUID } from "node:crypto";
import { uploadsResponse } from "@wx-cos-upload/contract";
import type { Browser, BrowserContextOptions } from "playwright-core";
import type { LoginStack } from "../stack/start-login-stack.ts";
import { SCREENS } from "./browser.ts";
import { openPreview, type PreviewPage } from "./preview-page.ts";

/** An object of a user. */
export interface SeededFile {
  /** How long ago it was stored, in milliseconds. */
  readonly agoMs: number;
  readonly extension?: string;
  readonly body: Uint8Array;
  /** The first of the key's random bits, in hex. @default other ones for each file */
  readonly bits?: string;
}

/** A user of the mini program: a browser with a folder of its own. */
export interface User {
  readonly device: string;
  /** Stores objects in the user's folder. Returns their keys, in order. */
  store(files: readonly SeededFile[]): Promise<readonly string[]>;
  /** Opens "my uploads", or another page. */
  open(options?: BrowserContextOptions & { readonly textScale?: number }, page?: string): Promise<PreviewPage>;
  /** Deletes an object by the signing server, as another phone of the user. */
  deleteElsewhere(key: string): Promise<void>;
  /** The keys of the user's objects. */
  keys(): Promise<readonly string[]>;
}

/** Creates a user whom nobody knows yet. */
export function createUser(browser: Browser, stack: LoginStack): User {
  const device = randomUUID();
  const folder = stack.folderOf(device);
  let count = 0;

  function keyOf({ agoMs, extension = "jpg", bits = "" }: SeededFile): string {
    count += 1;
    // The server's keys have the time in China.
    const at = new Date(stack.clock.nowMs - agoMs + 8 * 3_600_000).toISOString().replace(/\D/g, "").slice(0, 14);
    const random = bits + createHash("sha256").update(`${device}${count}`).digest("hex");
    return `${folder}${at.slice(0, 8)}/${at}-${random.slice(0, 32)}.${extension}`;
  }

  async function request(path: string, body?: object): Promise<Response> {
    const login = await fetch(`${stack.serverUrl}/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code: `local:${device}:${Math.floor(stack.clock.nowMs / 1000)}:${randomUUID()}` }),
    });
    const { token } = Object(await login.json());
    return fetch(`${stack.serverUrl}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  return {
    device,
    async store(files) {
      const nowMs = stack.clock.nowMs;
      const keys: string[] = [];
      for (const file of files) {
        const key = keyOf(file);
        stack.clock.nowMs = nowMs - file.agoMs;
        await stack.localCos.seed({ [key]: file.body });
        stack.clock.nowMs = nowMs;
        keys.push(key);
      }
      return keys;
    },
    async open({ textScale = 1, ...options } = {}, page = "pages/uploads/uploads") {
      const context = await browser.newContext({ ...SCREENS.phone, locale: "zh-CN", ...options });
      await context.addInitScript((id) => localStorage.setItem("preview: device", id), device);
      const { locale = "zh-CN" } = options;
      return openPreview(browser, { url: `${stack.serverUrl}/#${page}`, context, locale, textScale });
    },
    async deleteElsewhere(key) {
      const response = await request("/uploads/delete", { keys: [key] });
      if (!response.ok) throw new Error(await response.text());
    },
    async keys() {
      const { uploads } = uploadsResponse.parse(await (await request("/uploads?limit=100")).json());
      return uploads.map(({ cosKey }) => cosKey);
    },
  };
}

/** The tiles of files on the page "my uploads", by their order: photos, videos and documents. */
export function tilesOf({ frame, texts }: PreviewPage) {
  const { kinds } = texts.uploads;
  return frame.getByRole("button", { name: new RegExp(`^(?:${Object.values(kinds).join("|")})[，,]`) });
}

/** Pulls the page down with the mouse, and releases it. */
export async function pullDown({ page, frame }: PreviewPage): Promise<void> {
  const box = await frame.locator(".wx-pull-down + *").boundingBox();
  if (box === null) throw new Error("there is no page");
  const { x, y, width } = box;
  await page.mouse.move(x + width / 2, Math.max(y, 0) + 60);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, Math.max(y, 0) + 260, { steps: 5 });
  await page.mouse.up();
}
