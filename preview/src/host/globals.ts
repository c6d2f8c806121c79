import type { CodeSpace, ComponentEnv } from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";

/** The global functions of a mini program, and the app that they registered. */
export interface Globals {
  /** Returns the object that the script of the app passed to App(), or an empty object. */
  readonly app: () => object;
  /** Runs the script of a page or a component, whose Page() or Component() registers that unit. */
  readonly load: (path: string, run: () => unknown) => void;
}

/** Options of getApp. https://developers.weixin.qq.com/miniprogram/dev/reference/api/getApp.html */
interface GetAppOptions {
  readonly allowDefault?: boolean;
}

/**
 * Defines App, Page, Component, Behavior, getApp, getCurrentPages and `global`. As in WeChat they exist before the first script runs and
 * stay the same functions, so a framework can replace them in app.js by its own that call WeChat's.
 */
export function defineGlobals(space: CodeSpace, currentPages: () => readonly object[]): Globals {
  let app: object | undefined;
  let defaultApp: object | undefined;
  /** The functions that register the unit whose script is running. */
  let running: ComponentEnv | undefined;

  function unit(caller: string): ComponentEnv {
    if (running === undefined) throw new Error(`${caller}() was called outside the script of a page or a component`);
    return running;
  }

  Object.assign(globalThis, {
    global: globalThis,
    App(definition: object) {
      app = defaultApp === undefined ? definition : Object.assign(defaultApp, definition);
    },
    getApp({ allowDefault = false }: GetAppOptions = {}) {
      if (app !== undefined || !allowDefault) return app;
      defaultApp ??= {};
      return defaultApp;
    },
    getCurrentPages: () => [...currentPages()],
    Page: (...values: unknown[]) => Reflect.apply(unit("Page").Page, undefined, values),
    Component: (...values: unknown[]) => Reflect.apply(unit("Component").Component, undefined, values),
    Behavior: Object.assign(
      (...values: unknown[]) => space.componentEnv("", ({ Behavior }) => Reflect.apply(Behavior, undefined, values)),
      { trait: space.traitBehavior.bind(space) },
    ),
  });

  return {
    app: () => app ?? {},
    load(path, run) {
      space.componentEnv(path, (functions) => {
        const outer = running;
        running = functions;
        try {
          run();
        } finally {
          running = outer;
        }
      });
    },
  };
}
