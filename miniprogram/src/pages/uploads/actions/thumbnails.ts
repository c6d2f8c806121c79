import type { ActionContext } from "./context";
import { renewLinks } from "./links";

/** How long failures are collected, so that one request signs new URLs for all of them, in milliseconds. */
const COLLECT_MS = 150;

/** Most keys of one request. */
const MAX_KEYS = 50;

/** Signs the URLs of thumbnails again that were not shown. */
export interface ThumbnailRenewal {
  /** A thumbnail was not shown from a URL. */
  failed(key: string, url: string): void;
  close(): void;
}

/** Creates the renewal. Each thumbnail gets one new URL; if that fails too, or there is none, it stays without a picture until a refresh. */
export function createThumbnailRenewal(context: ActionContext): ThumbnailRenewal {
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function renew(): Promise<void> {
    timer = undefined;
    const failed = context
      .state()
      .files.filter(({ thumbnail }) => thumbnail === "failed")
      .map(({ key }) => key);
    for (let start = 0; start < failed.length; start += MAX_KEYS) {
      const keys = failed.slice(start, start + MAX_KEYS);
      await renewLinks(context, keys).catch(() => context.dispatch({ name: "renewalFailed", keys }));
    }
  }

  return {
    failed(key, url) {
      context.dispatch({ name: "thumbnailFailed", key, url });
      timer ??= setTimeout(() => void renew(), COLLECT_MS);
    },
    close() {
      if (timer !== undefined) clearTimeout(timer);
    },
  };
}
