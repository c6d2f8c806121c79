import type { Express } from "express";

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

/** Every route that an app has, on its own router or one inside: `get /put-sign`. */
export function routesOf(app: Express): string[] {
  return listOf(app.router.stack).sort();
}

function listOf(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => {
    if (route === undefined) return listOf(handle?.stack ?? []);
    // `_all` is what answers 405 to the other methods.
    const methods = Object.keys(route.methods).filter((method) => method !== "_all");
    return methods.map((method) => `${method} ${route.path}`);
  });
}
