import { glassEasel } from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";
import type { MountedElement } from "./types.ts";

/** Wraps an element or component of glass-easel for tests. */
export function createMountedElement(element: glassEasel.Element): MountedElement {
  const dom: unknown = element.getBackendElement();
  if (!(dom instanceof HTMLElement)) throw new TypeError("The element is not in the document");
  const component = glassEasel.Component.isComponent(element) ? element : undefined;
  const isBuiltIn = component?.is.startsWith("built-in/") ?? true;
  const content = () => (component === undefined || isBuiltIn ? element : component.getShadowRoot());
  const queryAll = (selector: string) => (content()?.querySelectorAll(selector) ?? []).map(createMountedElement);
  return {
    dom,
    get text() {
      return dom.textContent ?? "";
    },
    get instance() {
      if (component === undefined || isBuiltIn) throw new Error(`${dom.localName} is no component of the mini program`);
      return Object(component.getMethodCaller());
    },
    get data() {
      return component?.data ?? {};
    },
    query(selector) {
      const [first] = queryAll(selector);
      if (first === undefined) throw new Error(`No element matches ${selector} in ${dom.outerHTML}`);
      return first;
    },
    queryAll,
    tap() {
      for (const type of ["mousedown", "mouseup"]) {
        dom.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, clientX: 5, clientY: 5 }));
      }
    },
    dispatch: (event, detail = {}, options = {}) => glassEasel.triggerEvent(element, event, detail, options),
  };
}
