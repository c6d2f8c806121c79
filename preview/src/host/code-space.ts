import {
  type CodeSpace,
  glassEasel,
  type MiniProgramEnv,
} from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";

/** Where the mini program's pages and components are known, as WeChat has it rather than as the adapter does. */
export function createCodeSpace(environment: MiniProgramEnv): CodeSpace {
  const space = environment.createCodeSpace("main", true);
  keepIdsAsWritten(space);
  fireReady(space);
  return space;
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
