import {
  type CosUploadSignerOptions,
  createCosUploadSigner,
  createOwnerSegment,
  createUploadRouter,
  type UploadRouterOptions,
} from "@wx-cos-upload/server";
import express, { type ErrorRequestHandler, type Express } from "express";
import session from "express-session";
import type { VerifyProof } from "./verify-proof.ts";

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
  /** Stored objects and their proofs, from createCosStoredObjects and createUploadProofs. @default the shop has uploads only */
  readonly stored?: Pick<UploadRouterOptions, "objects" | "proofs">;
  /** Verifies the proof of an order's photo. @default orders have no photo */
  readonly verifyProof?: VerifyProof;
  readonly logFailure: (error: unknown, requestId: string) => void;
}

/** Creates an app as yours may be: with sessions, a body parser and an error handler. Three lines add uploads to it. */
export function createShop(options: ShopOptions): Express {
  const { cos, sessionSecret, ownerKey, stored, verifyProof, logFailure } = options;
  const app = express();
  app.use(express.json());
  app.use(session({ secret: sessionSecret, resave: false, saveUninitialized: false }));
  app.post("/log-in", (req, res) => {
    // A real shop checks the password here.
    req.session.userId = String(req.body.user);
    res.sendStatus(204);
  });

  const ownerOf = createOwnerSegment(ownerKey);
  // Proofs name the user by `subject`. Keys and logs contain `owner` only.
  const authenticator = ({ session: { userId } }: express.Request) =>
    userId === undefined ? undefined : { owner: ownerOf(userId), subject: userId };
  const signer = createCosUploadSigner(cos);
  app.use("/uploads", createUploadRouter({ signer, ...stored, authenticator, logFailure }));

  app.post("/orders", async (req, res) => {
    const { userId } = req.session;
    if (userId === undefined || verifyProof === undefined) return void res.sendStatus(401);
    const photo = await verifyProof(String(req.body.photoProof), userId).catch(() => undefined);
    if (photo === undefined)
      return void res.status(422).json({ error: "send the proof of a photo that you have uploaded" });
    // A real shop stores the order with the key, which has to be unique: a proof is valid for an hour, for any number of requests.
    res.status(201).json({ goods: String(req.body.goods), photo: photo["cosKey"], bytes: photo["bytes"] });
  });

  app.get("/goods", (_req, res) => void res.json([{ name: "tea" }]));
  app.use(errorPage);
  return app;
}

const errorPage: ErrorRequestHandler = (_error, _req, res, _next) => {
  res.status(500).type("html").send("<h1>The shop is closed</h1>");
};
