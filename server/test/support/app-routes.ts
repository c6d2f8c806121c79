import type { Express, Router } from "express";

/** Every route that an app has, on its own router or on one mounted there: `get /put-sign`. */
export function routesOf(app: Express): string[] {
  return listOf(app.router).sort();
}

function listOf({ stack }: Router): string[] {
  return stack.flatMap(({ route, handle }) => {
    if (route === undefined) return isRouter(handle) ? listOf(handle) : [];
    // A handler without a method receives every method, and responds 405 to those without a handler.
    const methods = new Set(route.stack.map(({ method }) => method).filter((method) => method !== undefined));
    return [...methods].map((method) => `${method} ${route.path}`);
  });
}

function isRouter(handle: unknown): handle is Router {
  return typeof handle === "function" && "stack" in handle;
}
