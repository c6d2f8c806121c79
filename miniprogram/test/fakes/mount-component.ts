interface ComponentOptions {
  readonly properties: Readonly<Record<string, { readonly value: unknown }>>;
  readonly data: Readonly<Record<string, unknown>>;
  readonly lifetimes: Readonly<Record<string, () => void>>;
  readonly observers: Readonly<Record<string, (...values: unknown[]) => void>>;
  readonly methods: Readonly<Record<string, (...args: unknown[]) => unknown>>;
}

/** A mounted component without its WXML. */
export interface MountedComponent {
  readonly data: Record<string, unknown>;
  /** Every event, in order. */
  readonly events: { readonly name: string; readonly detail: unknown }[];
  /** The paths passed to `setData`, in order. */
  readonly setPaths: string[];
  call(method: string, ...args: unknown[]): unknown;
  /** Sets properties as the page's WXML does, and calls the observers. */
  set(properties: Readonly<Record<string, unknown>>): void;
  detach(): void;
}

/**
 * Loads the file that calls `Component()` with this `wx`, and attaches it with these properties. A function that was passed before is not
 * called again: the component keeps its modules.
 */
export function mountComponent(load: () => void, wx: object, properties: object): MountedComponent {
  Object.assign(globalThis, { wx });
  const options = loaded.get(load) ?? loadComponent(load);
  loaded.set(load, options);
  const { methods, lifetimes, observers } = options;
  const defaults = Object.entries(options.properties).map(([name, { value }]) => [name, value]);
  const data: Record<string, unknown> = { ...options.data, ...Object.fromEntries(defaults), ...properties };
  const events: MountedComponent["events"] = [];
  const setPaths: string[] = [];
  const instance = {
    ...methods,
    data,
    properties: data,
    triggerEvent: (name: string, detail: unknown) => events.push({ name, detail }),
    setData(changes: Record<string, unknown>) {
      for (const [path, value] of Object.entries(changes)) {
        if (value === undefined) throw new Error(`setData takes no undefined: ${path}`);
        setPaths.push(path);
        setPath(data, path, value);
      }
    },
  };
  lifetimes["attached"]?.call(instance);
  return {
    data,
    events,
    setPaths,
    call: (method, ...args) => methods[method]?.apply(instance, args),
    set(changes) {
      Object.assign(data, changes);
      for (const [names, observer] of Object.entries(observers)) {
        const observed = names.split(", ");
        if (observed.some((name) => name in changes))
          observer.apply(
            instance,
            observed.map((name) => data[name]),
          );
      }
    },
    detach: () => lifetimes["detached"]?.call(instance),
  };
}

const loaded = new Map<() => void, ComponentOptions>();

function loadComponent(load: () => void): ComponentOptions {
  let options: ComponentOptions | undefined;
  Object.assign(globalThis, {
    Component: (given: ComponentOptions) => {
      options = given;
    },
  });
  jest.isolateModules(load);
  if (options === undefined) throw new Error("the file did not call Component()");
  return options;
}

/** The component sets only `tiles[2]` and plain names. */
function setPath(data: Record<string, unknown>, path: string, value: unknown): void {
  const [, name, index] = /^(\w+)\[(\d+)\]$/.exec(path) ?? [];
  if (name === undefined) data[path] = value;
  else data[name] = Object.assign([...asArray(data[name])], { [Number(index)]: value });
}

function asArray(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error("no list is there");
  return value;
}
