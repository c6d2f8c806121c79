import type { RequestHandler } from "express";

/**
 * Several middlewares as one. Express holds the path of every layer against every request's, also where any will do: a hundredth of
 * the requests a second for each layer.
 */
export function inTurn(...handlers: readonly RequestHandler[]): RequestHandler {
  return function inTurn(req, res, next) {
    let index = 0;
    const step = (error?: unknown): void => {
      const handle = error === undefined ? handlers[index] : undefined;
      index += 1;
      if (handle === undefined) next(error);
      else handle(req, res, step);
    };
    step();
  };
}
