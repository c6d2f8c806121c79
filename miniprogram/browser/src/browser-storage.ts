import type { PlatformStorage } from "../../src/uploader/index";

/** The page's `localStorage`. It throws where the user or the browser forbids it, and when it is full. */
export const browserStorage: PlatformStorage = {
  get: async (_scope, key) => localStorage.getItem(key) ?? undefined,
  async set(_scope, key, text) {
    localStorage.setItem(key, text);
  },
  async remove(_scope, key) {
    localStorage.removeItem(key);
  },
};
