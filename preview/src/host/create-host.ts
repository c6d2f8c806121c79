import {
  type glassEasel,
  MiniProgramEnv,
} from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";
import type { CompiledProject } from "../build/compiled-project.ts";
import { createBackend } from "./backend.ts";
import { callMethod } from "./call-method.ts";
import { createCodeSpace } from "./code-space.ts";
import { defineElement } from "./elements/define-element.ts";
import type { ElementContext } from "./elements/element.ts";
import { builtInElements } from "./elements/index.ts";
import { listenToGlassEasel } from "./glass-easel-reports.ts";
import { defineGlobals } from "./globals.ts";
import { listenToKeyboard, listenToPresses } from "./interaction.ts";
import { type LaunchOptions, launchOptionsOf } from "./launch-options.ts";
import { createLongPress } from "./long-press.ts";
import { keepFocusInModals } from "./modal-focus.ts";
import { createPageStack, type Navigation, type PageStack } from "./page-stack.ts";
import { usePlainEvents } from "./plain-events.ts";
import { createPullDown, type PullDown } from "./pull-down.ts";
import { listenToReachBottom } from "./reach-bottom.ts";
import { type ShownRoot, showRoot } from "./show-root.ts";

/** Options of createHost. */
export interface HostOptions {
  readonly project: CompiledProject;
  /** The element that contains the pages. */
  readonly parent: HTMLElement;
  readonly elements: Omit<ElementContext, "report" | "navigate">;
  /** How the mini program is opened. @default at its first page */
  readonly launch?: LaunchOptions;
  /** Called with every error in the mini program. */
  readonly report: (message: string) => void;
  /** Called with what WeChat only warns of, in its console: a value of the wrong type for a property. @default writes to the console */
  readonly warn?: (message: string) => void;
  /** Called when a <navigator> is tapped. @default opens the page */
  readonly navigate?: (navigation: Navigation) => void;
  /** Called when another page is on top. */
  readonly onPageShown?: (path: string) => void;
}

/** A running mini program: WeChat's component framework on the browser's page. */
export interface Host {
  readonly pages: PageStack;
  readonly pullDown: PullDown;
  /** Returns the object that the mini program passed to App(). */
  readonly app: () => object;
  /** Shows one component of the project without a page. `prepare` is called with it before it is attached. */
  readonly showComponent: (path: string, prepare: (component: glassEasel.GeneralComponent) => void) => ShownRoot;
  /** Closes every page and removes the framework's listeners. */
  readonly close: () => void;
}

/** `onReachBottomDistance`, if the page's JSON and app.json have none. https://developers.weixin.qq.com/miniprogram/dev/reference/configuration/page.html */
const REACH_BOTTOM_PX = 50;

/**
 * Runs a mini program: defines the built-in elements, App(), Page(), Component() and the other globals, and launches the app.
 * Opens no page.
 */
export function createHost(options: HostOptions): Host {
  const { project, parent, report } = options;
  const stopListening = listenToGlassEasel(report, options.warn);
  usePlainEvents();
  const environment = new MiniProgramEnv();
  const space = createCodeSpace(environment);
  const longPress = createLongPress();

  const navigate = options.navigate ?? ((navigation: Navigation) => pages.navigate(navigation));
  const context: ElementContext = { ...options.elements, report, navigate };
  const elements = builtInElements(context);
  for (const [name, definition] of Object.entries(elements)) {
    const componentSpace = space.getComponentSpace();
    defineElement({ space: componentSpace, name, definition, templates: project.elementTemplates, report });
  }
  const componentNames = new Set(
    project.units.flatMap(({ path, json }) => [lastPart(path), ...componentNamesIn(json)]),
  );
  const backend = environment.associateBackend(
    createBackend({ builtInNames: Object.keys(elements), componentNames, longPress, report }),
  );
  space.addStyleSheet("app", "app");
  backend.registerStyleSheetContent("app", project.appCss);
  for (const { path, isPage, json, scope, css } of project.units) {
    space.addComponentStaticConfig(path, isPage ? json : { ...json, component: true });
    const content = project.templates[path];
    if (content !== undefined) space.addCompiledTemplate(path, { groupList: project.templates, content });
    if (css !== null) backend.registerStyleSheetContent(path, css);
    if (css !== null || scope !== null) space.addStyleSheet(path, css === null ? undefined : path, scope ?? undefined);
  }
  listenToKeyboard(parent);
  listenToPresses(parent);
  longPress.listen(parent);
  keepFocusInModals(parent);

  const pages: PageStack = createPageStack({
    ...options,
    backend,
    space,
    onPageShown(path) {
      pullDown.stop();
      options.onPageShown?.(path);
    },
  });
  /** A setting of a page's JSON, or else of `window` in app.json. */
  const settingOf = (path: string, name: string): unknown =>
    project.units.find((unit) => unit.path === path)?.json[name] ?? Object(project.app["window"])[name];
  const pullDown = createPullDown({
    parent,
    pages,
    isEnabled: (path) => settingOf(path, "enablePullDownRefresh") === true,
  });
  const stopReachBottom = listenToReachBottom(pages, (path) => {
    const distance = settingOf(path, "onReachBottomDistance");
    return typeof distance === "number" ? distance : REACH_BOTTOM_PX;
  });
  const globals = defineGlobals(space, pages.instances);
  const onResize = () => pages.resize({ windowWidth: window.innerWidth, windowHeight: window.innerHeight });
  window.addEventListener("resize", onResize);
  project.loadApp();
  const launch = options.launch ?? launchOptionsOf(project.units[0]?.path ?? "");
  callMethod(globals.app(), "onLaunch", { ...launch });
  callMethod(globals.app(), "onShow", { ...launch });
  for (const { path, load } of project.units) globals.load(path, load);
  return {
    pages,
    pullDown,
    app: globals.app,
    showComponent: (path, prepare) => showRoot({ backend, space, parent }, lastPart(path), path, prepare),
    close() {
      pages.close();
      pullDown.close();
      stopReachBottom();
      window.removeEventListener("resize", onResize);
      stopListening();
    },
  };
}

/** Returns the names that a page's or component's JSON gives to the components it uses. */
function componentNamesIn(json: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(Object(json["usingComponents"]));
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
