import { callMethod } from "./call-method.ts";
import type { PageStack } from "./page-stack.ts";

/** The refresh of a page whose JSON, or app.json, has enablePullDownRefresh. */
export interface PullDown {
  /** Refreshes the page that is shown, as if the user had pulled it. */
  readonly start: () => void;
  /** Hides the animation. */
  readonly stop: () => void;
}

/** Options of createPullDown. */
export interface PullDownOptions {
  /** The element that contains the pages. */
  readonly parent: HTMLElement;
  readonly pages: Pick<PageStack, "top">;
  readonly isEnabled: (path: string) => boolean;
}

/** How far the page is pulled before a release refreshes it, and how far it stays down meanwhile, in px. */
const REFRESH_PX = 56;
const MAX_PX = 110;

/** A smaller movement is a tap. */
const TAP_PX = 10;

/**
 * Creates the refresh by a pull: by finger or mouse, from the top of the page. While the mini program refreshes, three dots stay above the page
 * until it calls `wx.stopPullDownRefresh`. https://developers.weixin.qq.com/miniprogram/dev/reference/api/Page.html#onPullDownRefresh
 */
export function createPullDown({ parent, pages, isEnabled }: PullDownOptions): PullDown & { close: () => void } {
  const dots = document.createElement("div");
  dots.className = "wx-pull-down";
  dots.setAttribute("aria-hidden", "true");
  dots.append(...[1, 2, 3].map(() => document.createElement("i")));
  parent.before(dots);
  let startY: number | undefined;
  let pulledPx = 0;
  let isRefreshing = false;
  const listening = new AbortController();
  const { signal } = listening;

  function show(heightPx: number): void {
    dots.style.height = `${heightPx}px`;
    dots.classList.toggle("wx-pull-down-on", isRefreshing);
  }

  function refresh(): void {
    const page = pages.top();
    if (page === undefined || isRefreshing || !isEnabled(page.path)) return;
    isRefreshing = true;
    show(REFRESH_PX);
    callMethod(page.instance, "onPullDownRefresh");
  }

  function begin(y: number): void {
    const page = pages.top();
    const isAtTop = document.documentElement.scrollTop <= 0;
    startY = isAtTop && !isRefreshing && page !== undefined && isEnabled(page.path) ? y : undefined;
    pulledPx = 0;
  }

  function move(y: number): void {
    if (startY === undefined) return;
    pulledPx = Math.max(0, y - startY);
    show(Math.min(MAX_PX, Math.max(0, pulledPx - TAP_PX) / 2));
  }

  function end(): void {
    if (startY === undefined) return;
    startY = undefined;
    if (pulledPx / 2 >= REFRESH_PX) refresh();
    else show(0);
  }

  parent.addEventListener("touchstart", ({ touches: [touch] }) => begin(touch?.clientY ?? 0), {
    signal,
    passive: true,
  });
  parent.addEventListener("touchmove", ({ touches: [touch] }) => move(touch?.clientY ?? 0), { signal, passive: true });
  for (const type of ["touchend", "touchcancel"]) parent.addEventListener(type, end, { signal });
  parent.addEventListener("mousedown", ({ clientY, button }) => button === 0 && begin(clientY), { signal });
  window.addEventListener("mousemove", ({ clientY, buttons }) => (buttons === 1 ? move(clientY) : end()), { signal });
  window.addEventListener("mouseup", end, { signal });
  // The release of a pull is no tap.
  const swallow = (event: Event) => {
    if (pulledPx > TAP_PX) event.stopPropagation();
    pulledPx = 0;
  };
  parent.addEventListener("click", swallow, { signal, capture: true });

  function stop(): void {
    isRefreshing = false;
    show(0);
  }

  return {
    start: refresh,
    stop,
    close() {
      listening.abort();
      dots.remove();
    },
  };
}
