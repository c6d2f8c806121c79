import { callMethod } from "./call-method.ts";
import type { PageStack } from "./page-stack.ts";

/**
 * Calls the page's `onReachBottom` whenever the user scrolls to its end.
 * https://developers.weixin.qq.com/miniprogram/dev/reference/api/Page.html#onReachBottom
 *
 * @param distanceOf returns how far from its end a page counts as there, in px
 * @returns a function that stops it
 */
export function listenToReachBottom(pages: Pick<PageStack, "top">, distanceOf: (path: string) => number): () => void {
  let atBottom: { readonly path: string; readonly heightPx: number } | undefined;
  function onScroll(): void {
    const page = pages.top();
    if (page === undefined) return;
    const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
    const isThere = scrollTop > 0 && scrollHeight - clientHeight - scrollTop <= distanceOf(page.path);
    const wasThere = atBottom?.path === page.path && atBottom.heightPx === scrollHeight;
    atBottom = isThere ? { path: page.path, heightPx: scrollHeight } : undefined;
    if (isThere && !wasThere) callMethod(page.instance, "onReachBottom");
  }
  window.addEventListener("scroll", onScroll);
  return () => window.removeEventListener("scroll", onScroll);
}
