import { glassEasel } from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";
import { isOnDisabledButton } from "./interaction.ts";
import type { LongPress } from "./long-press.ts";
import { PAGE_EVENTS } from "./page-events.ts";
import { createWxElement } from "./wx-html-element.ts";

/** Prefix of the browser's own elements inside built-in ones: `html-img` is `<img>`. */
const BROWSER_ELEMENT = "html-";

/** Options of createBackend. */
export interface BackendOptions {
  readonly builtInNames: readonly string[];
  /** Names of the mini program's own components in WXML. */
  readonly componentNames: ReadonlySet<string>;
  readonly longPress: LongPress;
  readonly report: (message: string) => void;
}

/** Creates the backend through which glass-easel renders to the browser's page. */
export function createBackend({
  builtInNames,
  componentNames,
  longPress,
  report,
}: BackendOptions): glassEasel.CurrentWindowBackendContext {
  const context = new glassEasel.CurrentWindowBackendContext();
  const reported = new Set<string>();

  /** Reports an element of an imported template. The build checks the elements of pages and components, but not of templates. */
  function checkName(name: string): void {
    if (componentNames.has(name) || reported.has(name)) return;
    reported.add(name);
    report(`<${name}> is neither listed in usingComponents nor supported by the preview`);
  }

  Object.assign(context, {
    document: {
      createElement(name: string) {
        if (name.startsWith(BROWSER_ELEMENT)) return document.createElement(name.slice(BROWSER_ELEMENT.length));
        if (name === "page" || builtInNames.includes(name)) return createWxElement(`wx-${name}`);
        checkName(name);
        return createWxElement(name);
      },
      createTextNode: (text: string) => document.createTextNode(text),
      createDocumentFragment: () => document.createDocumentFragment(),
    },
  });
  context.onEvent((target, type, detail, options) => {
    // glass-easel listens on the body, and never stops. So an earlier host would pass on this host's events again.
    if (target.getBackendContext() !== context) return undefined;
    const { originalEvent } = options;
    if (originalEvent instanceof globalThis.Event) {
      if (/tap$/.test(type) && isOnDisabledButton(originalEvent.target)) return undefined;
      if (type === "tap" && longPress.isInsteadOfTap()) return undefined;
      if (type !== "canceltap" && !PAGE_EVENTS.includes(type)) return triggerInside(target, type, detail);
    }
    return glassEasel.triggerEvent(target, type, detail, options);
  });
  return context;
}

/**
 * Delivers the browser's other events (input, load, scroll, click) only to the built-in element in which they occur. That element emits
 * WeChat's event to the page. Without this, the page would receive the browser's event too.
 */
function triggerInside(target: glassEasel.Element, type: string, detail: unknown): undefined {
  if (!glassEasel.NativeNode.isNativeNode(target)) return undefined;
  glassEasel.triggerEvent(target, type, detail, { bubbles: false, composed: false });
  return undefined;
}
