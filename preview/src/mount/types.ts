/** Options of mountComponent and mountPage. */
export interface MountOptions {
  /**
   * The mini program's root: the folder of app.json, or any folder that contains the components.
   * @default the folder that project.config.json in the working directory names, otherwise the working directory
   */
  readonly root?: string;
  /**
   * The calls of `wx` that the scripts make. Any other call of WeChat's throws an error that names it. `nextTick`, the Base64 calls,
   * `createSelectorQuery` and `canIUse` exist without being passed.
   */
  readonly wx?: object;
  /** The object that getApp() returns. app.js does not run. @default an empty object */
  readonly app?: object;
}

/** Options of mountComponent. */
export interface MountComponentOptions extends MountOptions {
  /** The component's properties. Functions are allowed. @default none: the component's own defaults */
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Options of mountPage. */
export interface MountPageOptions extends MountOptions {
  /** What onLoad receives. @default an empty object */
  readonly query?: Readonly<Record<string, string>>;
}

/** Options of an event. As in WeChat's triggerEvent, they are false by default. */
export interface EventOptions {
  readonly bubbles?: boolean;
  readonly composed?: boolean;
  readonly capturePhase?: boolean;
}

/** An element or component in a mounted component or page. */
export interface MountedElement {
  /** The element in the document of jsdom. */
  readonly dom: HTMLElement;
  /** The text in the element. */
  readonly text: string;
  /** The component's `this`. @throws Error if the element is no component */
  readonly instance: Readonly<Record<string, unknown>>;
  /** The component's data and properties. For a built-in element, its properties. */
  readonly data: Readonly<Record<string, unknown>>;
  /**
   * Finds the first element that matches a selector of WeChat's selectComponent: ids, classes and descendants, by the names in the WXML.
   * Searches a component's own WXML, or the content of a built-in element. @throws Error if no element matches
   */
  readonly query: (selector: string) => MountedElement;
  /** Finds all elements that match a selector. */
  readonly queryAll: (selector: string) => readonly MountedElement[];
  /** Taps the element, as a finger does. A disabled button receives no tap. */
  readonly tap: () => void;
  /** Triggers an event on the element, such as `input` with `{ value: "a" }` on an input. */
  readonly dispatch: (event: string, detail?: unknown, options?: EventOptions) => void;
}

/** A mounted component or page. */
export interface Mounted extends MountedElement {
  /** Errors in the scripts and the WXML. Tests expect none. */
  readonly errors: readonly string[];
  /** What WeChat only warns of in its console: values of the wrong type for a property. */
  readonly warnings: readonly string[];
  /** Sets data or properties. The elements change at once. */
  readonly setData: (data: Readonly<Record<string, unknown>>) => void;
  /** Calls a method of the page or component. @throws Error if it has no such method */
  readonly call: (method: string, ...values: readonly unknown[]) => unknown;
  /** Resolves when promises, nextTick and the lifetime `ready` have run. Works with fake timers. */
  readonly settled: () => Promise<void>;
  /** Detaches the component or closes the page, and removes its elements. The next mount does so too. */
  readonly detach: () => void;
}

/** A mounted component. */
export interface MountedComponent extends Mounted {
  /** Returns the details of all events of a name that the component has triggered so far. */
  readonly events: (name: string) => readonly unknown[];
}

/** A mounted page. */
export interface MountedPage extends Mounted {
  /** The URLs that the page has opened with <navigator>. */
  readonly navigations: readonly string[];
}

/**
 * Renders a component of a mini program in jsdom, on WeChat's component framework. The component's own WXML, WXSS and script run
 * unchanged, as do the components that it uses. Detaches what was mounted before.
 *
 * @param path the component's path without an extension, absolute or from the root: `components/counter/index`
 * @throws Error with the problems, if the component does not compile
 * @example
 * const counter = mountComponent("components/counter/index", { properties: { start: 2 } });
 * counter.query(".add").tap();
 * expect(counter.query(".count").text).toBe("3");
 * expect(counter.events("change")).toEqual([{ count: 3 }]);
 */
export type MountComponent = (path: string, options?: MountComponentOptions) => MountedComponent;

/**
 * Opens a page of a mini program in jsdom, as mountComponent does for a component. Calls onLoad, onShow and onReady. The page need not be
 * in app.json.
 *
 * @param path the page's path without an extension, absolute or from the root: `pages/index/index`
 * @throws Error with the problems, if the page does not compile
 * @example
 * const page = mountPage("pages/index/index", { query: { id: "1" }, wx: { request: jest.fn() } });
 * await page.settled();
 * expect(page.data.title).toBe("one");
 */
export type MountPage = (path: string, options?: MountPageOptions) => MountedPage;
