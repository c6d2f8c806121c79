import { start } from "./mount.ts";
import type { MountComponent, MountPage } from "./types.ts";

export type * from "./types.ts";

/** Renders a component in jsdom: see the type {@link MountComponent}. */
export const mountComponent: MountComponent = (given, options = {}) => {
  const { host, path, finish } = start({ path: given, isPage: false, ...options });
  const triggered: { readonly name: string; readonly detail: unknown }[] = [];
  const { component, remove } = host.showComponent(path, (created) => {
    const triggerEvent = created.triggerEvent.bind(created);
    created.triggerEvent = (name, detail, eventOptions) => {
      triggered.push({ name, detail });
      triggerEvent(name, detail, eventOptions);
    };
    if (options.properties !== undefined) created.setData(options.properties);
  });
  return Object.assign(finish(component, remove), {
    events: (name: string) => triggered.filter((event) => event.name === name).map(({ detail }) => detail),
  });
};

/** Opens a page in jsdom: see the type {@link MountPage}. */
export const mountPage: MountPage = (given, options = {}) => {
  const { host, path, navigations, finish } = start({ path: given, isPage: true, ...options });
  const { component } = host.pages.open(`/${path}?${new URLSearchParams(options.query)}`);
  return Object.assign(finish(component, host.pages.close), { navigations });
};
