import express from "express";
import { createBareSigner } from "./bare-signer.ts";

/** What a first version looks like: Express as it comes, the same signature, nothing else. */
const signer = createBareSigner();
const app = express();
app.get("/put-sign", async (req, res) => {
  const ext = String(req.query["ext"]);
  res.json(await signer.signPut({ ext, contentType: "image/jpeg", maxBytes: 20_971_520 }));
});
app.listen(Number(process.env["PORT"]), "127.0.0.1");
