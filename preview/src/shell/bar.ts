import type { CompiledProject } from "../build/compiled-project.ts";

/** Appearance of the navigation bar, as set by app.json, the page's JSON and the page itself. */
export interface Bar {
  readonly title: string;
  readonly background: string;
  readonly text: string;
}

/** Returns a page's navigation bar from its JSON and app.json, with the colours of theme.json resolved. */
export function barOf({ app, theme, units }: CompiledProject, path: string, scheme: "light" | "dark"): Bar {
  const page = units.find((unit) => unit.path === path)?.json ?? {};
  const window = app["window"];
  const colors = theme[scheme];
  function setting(name: string, otherwise: string): string {
    const value = page[name] ?? (isObject(window) ? window[name] : undefined);
    if (typeof value !== "string") return otherwise;
    return value.startsWith("@") && isObject(colors) ? String(colors[value.slice(1)]) : value;
  }
  return {
    title: setting("navigationBarTitleText", ""),
    background: setting("navigationBarBackgroundColor", "#000000"),
    text: setting("navigationBarTextStyle", "white"),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
