import { resolve } from "node:path";
import type { glassEasel } from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";
import { callMethod } from "../host/call-method.ts";
import { createHost } from "../host/create-host.ts";
import { createBinaryCalls } from "../wx/calls/binary-calls.ts";
import { withUnsupportedCalls } from "../wx/unsupported-calls.ts";
import { compile, findRoot, pathFromRoot } from "./compile.ts";
import { createMountedElement } from "./mounted-element.ts";
import type { Mounted, MountOptions } from "./types.ts";

/** Options of start. */
interface StartOptions extends MountOptions {
  readonly path: string;
  readonly isPage: boolean;
}

/** The real timer, because a test may replace the global one with a fake. */
const { setTimeout } = globalThis;

let detachLast = () => {};

/** Compiles a page or component and starts a host for it, which shows nothing yet. Detaches what was mounted before. */
export function start({ path: given, isPage, root: givenRoot, wx = {}, app = {} }: StartOptions) {
  detachLast();
  const root = givenRoot === undefined ? findRoot(process.cwd()) : resolve(givenRoot);
  const path = pathFromRoot(root, given);
  const project = compile({ root, path, isPage });
  const errors: string[] = [];
  const warnings: string[] = [];
  const navigations: string[] = [];
  const report = (message: string) => void errors.push(message);
  const calls = {
    ...createBinaryCalls(),
    canIUse: (schema: string) => Object.hasOwn(calls, schema.split(".")[0] ?? ""),
    createSelectorQuery: () => callMethod(host.pages.top()?.instance ?? shown, "createSelectorQuery"),
    ...wx,
  };
  let shown: object = {};
  const explain = (call: string) => `${call} is called, but the test passes no such call in the option wx`;
  Object.assign(globalThis, { wx: withUnsupportedCalls("wx", calls, report, explain) });

  const parent = document.createElement("div");
  document.body.append(parent);
  const stylesBefore = new Set(document.head.children);
  const host = createHost({
    project: { ...project, loadApp: () => callMethod(globalThis, "App", app) },
    parent,
    elements: { fileAddress: (file) => file, agreeToPrivacy: () => {}, openPicker: async () => undefined },
    report,
    warn: (message) => warnings.push(message),
    navigate: ({ url }) => navigations.push(url),
  });

  let isAttached = true;
  function detach(): void {
    if (!isAttached) return;
    isAttached = false;
    host.close();
    parent.remove();
    for (const style of [...document.head.children]) {
      if (!stylesBefore.has(style) && style instanceof HTMLStyleElement) style.remove();
    }
  }
  detachLast = detach;

  /** Wraps the component that the host shows. `remove` removes it. */
  function finish(component: glassEasel.GeneralComponent, remove: () => void): Mounted {
    const element = createMountedElement(component);
    shown = element.instance;
    detachLast = () => {
      if (isAttached) remove();
      detach();
    };
    return Object.assign(element, {
      errors,
      warnings,
      setData: (data: Readonly<Record<string, unknown>>) => component.setData(data),
      call(method: string, ...values: readonly unknown[]) {
        if (typeof element.instance[method] !== "function") throw new Error(`${path} has no method ${method}`);
        return callMethod(element.instance, method, ...values);
      },
      async settled() {
        await new Promise((resolve) => setTimeout(resolve));
      },
      detach: detachLast,
    });
  }

  return { host, path, navigations, finish };
}
