import express, { type RequestHandler } from "express";
import request from "supertest";
import { inTurn } from "../../src/middleware/in-turn.ts";

/** Asks an app that has these in one layer, and gives what it says and which of them were called. */
async function ask(...handlers: readonly (RequestHandler | string)[]) {
  const called: string[] = [];
  const noted = handlers.map(
    (handler): RequestHandler =>
      typeof handler === "string"
        ? (_req, _res, next) => {
            called.push(handler);
            next();
          }
        : handler,
  );
  const app = express();
  app.use(inTurn(...noted));
  app.use((_req, res) => void res.send("reached"));
  app.use(
    ((error: unknown, _req, res, _next) => void res.status(500).send(String(error))) as express.ErrorRequestHandler,
  );
  const { status, text } = await request(app).get("/");
  return { status, text, called };
}

describe("inTurn", () => {
  it("none – the app goes on", async () => {
    expect(await ask()).toMatchObject({ status: 200, text: "reached" });
  });

  it("each is called once, in order, and the app goes on", async () => {
    expect(await ask("a", "b", "c")).toEqual({ status: 200, text: "reached", called: ["a", "b", "c"] });
  });

  it("one that goes on later – those behind wait for it", async () => {
    const later: RequestHandler = (_req, _res, next) => void setImmediate(next);
    expect(await ask("a", later, "b")).toEqual({ status: 200, text: "reached", called: ["a", "b"] });
  });

  it("one that answers – ends it", async () => {
    expect(await ask("a", (_req, res) => void res.send("here"), "b")).toEqual({
      status: 200,
      text: "here",
      called: ["a"],
    });
  });

  it.each<[string, RequestHandler]>([
    ["that goes on with an error", (_req, _res, next) => next("broken")],
    [
      "that throws",
      () => {
        throw "broken";
      },
    ],
  ])("one %s – those behind are not called, and the error is the app's", async (_, handler) => {
    expect(await ask("a", handler, "b")).toEqual({ status: 500, text: "broken", called: ["a"] });
  });
});
