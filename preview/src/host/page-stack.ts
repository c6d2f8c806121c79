import type { glassEasel } from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";
import type { CompiledProject } from "../build/compiled-project.ts";
import { callMethod } from "./call-method.ts";
import { type RootPlace, type ShownRoot, showRoot } from "./show-root.ts";

/** Options of createPageStack. */
export interface PageStackOptions extends RootPlace {
  readonly project: CompiledProject;
  readonly onPageShown?: (path: string) => void;
}

/** A navigation in the terms of <navigator>. `delta` is the number of pages to go back. */
export interface Navigation {
  readonly url: string;
  readonly openType: string;
  readonly delta: number;
}

/** A page in the stack. */
export interface OpenPage {
  readonly path: string;
  /** The page's `this`. */
  readonly instance: object;
  readonly component: glassEasel.GeneralComponent;
  readonly html: HTMLElement;
}

/** The open pages of a mini program, as WeChat stacks them. */
export interface PageStack {
  /** Returns the page that is shown, or undefined if no page is open. */
  readonly top: () => OpenPage | undefined;
  readonly instances: () => readonly object[];
  /** Opens a page above the others. @throws Error if app.json has no such page, or if ten pages are open */
  readonly open: (url: string) => OpenPage;
  /**
   * Navigates as wx.navigateTo, redirectTo, reLaunch or navigateBack do. `openType` has the values of <navigator>'s `open-type`.
   *
   * @throws Error if app.json has no such page, or if ten pages are open
   */
  readonly navigate: (navigation: Navigation) => void;
  /** Notifies the page that is shown, and its components, of a new window size. */
  readonly resize: (size: { readonly windowWidth: number; readonly windowHeight: number }) => void;
  /** Hides the top page because the app goes to the background. */
  readonly enterBackground: () => void;
  /** Shows the top page again because the app returns from the background. */
  readonly enterForeground: () => void;
  /** Closes every page. */
  readonly close: () => void;
}

/** Largest number of open pages. https://developers.weixin.qq.com/miniprogram/dev/api/route/wx.navigateTo.html */
const MAX_PAGES = 10;

/** Creates a stack without pages. */
export function createPageStack({ project, onPageShown, ...place }: PageStackOptions): PageStack {
  const stack: (OpenPage & { readonly root: ShownRoot; scrollTop: number })[] = [];
  // All pages share the browser's scroll position, and each has its own in WeChat.
  const { documentElement: scroller } = document;
  const top = () => stack.at(-1);

  function show(): void {
    const page = top();
    if (page === undefined) return;
    page.html.hidden = false;
    scroller.scrollTop = page.scrollTop;
    onPageShown?.(page.path);
  }

  function hide(): void {
    const page = top();
    if (page === undefined) return;
    notifyHidden();
    page.scrollTop = scroller.scrollTop;
    page.html.hidden = true;
  }

  function notifyHidden(): void {
    const page = top();
    if (page === undefined) return;
    page.component.triggerPageLifetime("hide", []);
    callMethod(page.instance, "onHide");
  }

  function notifyShown(): void {
    const page = top();
    if (page === undefined) return;
    page.component.triggerPageLifetime("show", []);
    callMethod(page.instance, "onShow");
  }

  function closeTop(): void {
    const page = stack.pop();
    if (page === undefined) return;
    callMethod(page.instance, "onUnload");
    page.root.remove();
  }

  function open(url: string): OpenPage {
    const { path, search } = resolveUrl(url, top()?.path ?? "");
    if (!project.units.some((unit) => unit.isPage && unit.path === path))
      throw new Error(`page "${path}" is not found`);
    if (stack.length === MAX_PAGES) throw new Error("webview count limit exceed");
    hide();
    const root = showRoot(place, "page", path);
    const { instance, component, html } = root;
    const query = Object.fromEntries(new URLSearchParams(search));
    Object.assign(instance, { route: path, options: query });
    const page = { path, instance, component, html, root, scrollTop: 0 };
    stack.push(page);
    show();
    callMethod(instance, "onLoad", query);
    notifyShown();
    Promise.resolve().then(
      () => callMethod(instance, "onReady"),
      () => {},
    );
    return page;
  }

  function back(delta: number): void {
    const count = Math.min(Math.max(1, delta), stack.length - 1);
    for (let index = 0; index < count; index += 1) closeTop();
    show();
    if (count > 0) notifyShown();
  }

  return {
    top,
    instances: () => stack.map(({ instance }) => instance),
    open,
    navigate({ url, openType, delta }) {
      if (openType === "navigateBack") return back(delta);
      if (openType === "reLaunch") while (stack.length > 0) closeTop();
      if (openType === "redirect") closeTop();
      open(url);
    },
    resize(size) {
      const page = top();
      if (page === undefined) return;
      callMethod(page.instance, "onResize", { size });
      page.root.component.triggerPageLifetime("resize", [{ size }]);
    },
    enterBackground: notifyHidden,
    enterForeground: notifyShown,
    close() {
      while (stack.length > 0) closeTop();
    },
  };
}

/** Resolves a page's URL, which is absolute or relative to the current page. */
function resolveUrl(url: string, from: string): { readonly path: string; readonly search: string } {
  const { pathname, search } = new URL(url, `http://mini-program/${from}`);
  return { path: pathname.slice(1), search };
}
