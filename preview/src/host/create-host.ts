import {
  type CodeSpace,
  glassEasel,
  MiniProgramEnv,
} from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";
import type { CompiledProject } from "../build/compiled-project.ts";
import { createBackend } from "./backend.ts";
import { callMethod } from "./call-method.ts";
import { defineElement } from "./elements/define-element.ts";
import type { ElementContext } from "./elements/element.ts";
import { builtInElements } from "./elements/index.ts";
import { listenToKeyboard, listenToPresses } from "./interaction.ts";
import { createPageStack, type PageStack } from "./page-stack.ts";
import { type ShownRoot, showRoot } from "./show-root.ts";

export interface HostOptions {
  readonly project: CompiledProject;
  /** Where pages are shown. */
  readonly parent: HTMLElement;
  readonly elements: Omit<ElementContext, "report" | "navigate">;
  /** Hears of every mistake in the mini program. */
  readonly report: (message: string) => void;
  /** The page on top is another one, or there is none. */
  readonly onPageShown?: (path: string) => void;
}

/** A mini program that runs: WeChat's component framework on the browser's page. */
export interface Host {
  readonly pages: PageStack;
  /** Shows one component by itself, of those that the pages use. */
  readonly showComponent: (path: string, properties: Readonly<Record<string, unknown>>) => ShownRoot;
  /** Closes every page and lets go of the framework's listeners. */
  readonly close: () => void;
}

/**
 * Runs a mini program: defines the built-in elements, App(), Page(), Component() and the rest of the globals, and launches the app.
 * No page is open yet.
 */
export function createHost(options: HostOptions): Host {
  const { project, parent, report } = options;
  const stopListening = listenToGlassEasel(report);
  const environment = new MiniProgramEnv();
  const space = environment.createCodeSpace("main", true);
  keepIdsAsWritten(space);
  fireReady(space);

  const context: ElementContext = { ...options.elements, report, navigate: (navigation) => pages.navigate(navigation) };
  const elements = builtInElements(context);
  for (const [name, definition] of Object.entries(elements)) {
    const componentSpace = space.getComponentSpace();
    defineElement({ space: componentSpace, name, definition, templates: project.elementTemplates });
  }
  const backend = environment.associateBackend(createBackend(Object.keys(elements)));
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

  const pages: PageStack = createPageStack({ ...options, backend, space });
  let app: object = {};
  Object.assign(globalThis, {
    App: (definition: object) => {
      app = definition;
    },
    getApp: () => app,
    getCurrentPages: () => pages.instances(),
  });
  project.loadApp();
  const launch = { path: project.units[0]?.path ?? "", query: {}, scene: 1001, referrerInfo: {} };
  callMethod(app, "onLaunch", launch);
  callMethod(app, "onShow", launch);
  for (const { path, load } of project.units) space.globalComponentEnv(globalThis, path, load);
  return {
    pages,
    showComponent(path, properties) {
      const shown = showRoot({ backend, space, parent }, path.slice(path.lastIndexOf("/") + 1), path);
      shown.component.setData(properties);
      return shown;
    },
    close() {
      pages.close();
      stopListening();
    },
  };
}

/** Gives what ends it. */
function listenToGlassEasel(report: (message: string) => void): () => void {
  const onWarning = (message: string, component: glassEasel.GeneralComponent | string) => {
    report(`${message} (in ${typeof component === "string" ? component : component.is})`);
    return true;
  };
  const onError = (error: unknown, method?: string) => {
    report(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}${method ? ` (${method})` : ""}`);
  };
  glassEasel.addGlobalWarningListener(onWarning);
  glassEasel.addGlobalErrorListener(onError);
  return () => {
    glassEasel.removeGlobalWarningListener(onWarning);
    glassEasel.removeGlobalErrorListener(onError);
  };
}

/** The adapter puts a prefix before every id; without it `#id` in WXSS finds its element. */
function keepIdsAsWritten(space: CodeSpace): void {
  const prepare: unknown = Reflect.get(space, "prepareComponentOptions");
  if (typeof prepare !== "function")
    throw new Error("this glass-easel-miniprogram-adapter prepares options in another way");
  Reflect.set(space, "prepareComponentOptions", (...values: unknown[]) => {
    const prepared: unknown = Reflect.apply(prepare, space, values);
    const [options]: unknown[] = Array.isArray(prepared) ? prepared : [];
    if (typeof options === "object") Object.assign(options ?? {}, { writeIdToDOM: true, idPrefixGenerator: null });
    return prepared;
  });
}

/** glass-easel leaves the lifetime `ready` to whoever hosts it. */
function fireReady(space: CodeSpace): void {
  const behavior = space
    .getComponentSpace()
    .define()
    .lifetime("attached", function () {
      const component: unknown = Reflect.get(this, "_$") ?? this;
      if (!glassEasel.Component.isComponent(component)) return;
      queueMicrotask(() => component.triggerLifetime("ready", []));
    })
    .registerBehavior();
  space.setOverallBehavior(behavior);
}
