import {
  type CosUploadSignerOptions,
  createCosUploadSigner,
  createOwnerSegment,
  createUploadRouter,
} from "@wx-cos-upload/server";
import express, { type ErrorRequestHandler, type Express } from "express";
import session from "express-session";

declare module "express-session" {
  interface SessionData {
    userId: string;
  }
}

/** Options of createShop. */
export interface ShopOptions {
  readonly cos: CosUploadSignerOptions;
  readonly sessionSecret: string;
  readonly ownerKey: string;
  readonly logFailure: (error: unknown, requestId: string) => void;
}

/** Creates an app as yours may be: with sessions, a body parser and an error handler. Three lines add uploads to it. */
export function createShop({ cos, sessionSecret, ownerKey, logFailure }: ShopOptions): Express {
  const app = express();
  app.use(express.json());
  app.use(session({ secret: sessionSecret, resave: false, saveUninitialized: false }));
  app.post("/log-in", (req, res) => {
    // A real shop checks the password here.
    req.session.userId = String(req.body.user);
    res.sendStatus(204);
  });

  const ownerOf = createOwnerSegment(ownerKey);
  const authenticator = ({ session: { userId } }: express.Request) =>
    userId === undefined ? undefined : ownerOf(userId);
  app.use("/uploads", createUploadRouter({ signer: createCosUploadSigner(cos), authenticator, logFailure }));

  app.get("/goods", (_req, res) => void res.json([{ name: "tea" }]));
  app.use(errorPage);
  return app;
}

const errorPage: ErrorRequestHandler = (_error, _req, res, _next) => {
  res.status(500).type("html").send("<h1>The shop is closed</h1>");
};
