import {
  type CodeSpace,
  glassEasel,
  type MiniProgramEnv,
} from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";

/** Creates the registry of the mini program's pages and components. Adjusts glass-easel's adapter to WeChat's behaviour. */
export function createCodeSpace(environment: MiniProgramEnv): CodeSpace {
  const space = environment.createCodeSpace("main", true);
  setOptions(space);
  fireReady(space);
  return space;
}

/**
 * Removes the prefix that the adapter adds to every id, so that `#id` in WXSS matches its element. Calls handlers that a framework has
 * set on the instance of a page or component, as WeChat does.
 */
function setOptions(space: CodeSpace): void {
  const prepare: unknown = Reflect.get(space, "prepareComponentOptions");
  if (typeof prepare !== "function")
    throw new Error("This version of glass-easel-miniprogram-adapter has no prepareComponentOptions");
  Reflect.set(space, "prepareComponentOptions", (...values: unknown[]) => {
    const prepared: unknown = Reflect.apply(prepare, space, values);
    const [options]: unknown[] = Array.isArray(prepared) ? prepared : [];
    if (typeof options === "object" && options !== null) {
      Object.assign(options, { writeIdToDOM: true, idPrefixGenerator: null, useMethodCallerListeners: true });
    }
    return prepared;
  });
}

/** Triggers the lifetime `ready`, which glass-easel leaves to its host. */
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
