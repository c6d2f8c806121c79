import { createHash, createHmac, randomBytes } from "node:crypto";
import express from "express";
import { BENCH_ENVIRONMENT } from "./bare-signer.ts";

/**
 * What a first version looks like, written from the vendor's document: Express as it comes, node:crypto as it comes, the guide's
 * three fields and nothing else. No validation, request ID, log line or header, and no deliberate slowness.
 */
const { COS_SECRET_ID, COS_SECRET_KEY, COS_BUCKET, COS_REGION } = BENCH_ENVIRONMENT;
const cosHost = `${COS_BUCKET}.cos.${COS_REGION}.myqcloud.com`;
const hmac = (key: string, text: string) => createHmac("sha1", key).update(text).digest("hex");

const app = express();
app.get("/put-sign", (req, res) => {
  const now = new Date();
  const digits = now.toISOString().replace(/\D/g, "").slice(0, 14);
  const cosKey = `uploads/${digits.slice(0, 8)}/${digits}-${randomBytes(16).toString("hex")}.${req.query["ext"]}`;
  const startSeconds = Math.floor(now.getTime() / 1000) - 60;
  const keyTime = `${startSeconds};${startSeconds + 960}`;
  const httpString = `put\n/${cosKey}\n\nhost=${encodeURIComponent(cosHost)}\n`;
  const stringToSign = `sha1\n${keyTime}\n${createHash("sha1").update(httpString).digest("hex")}\n`;
  const signature = hmac(hmac(COS_SECRET_KEY, keyTime), stringToSign);
  const authorization =
    `q-sign-algorithm=sha1&q-ak=${COS_SECRET_ID}&q-sign-time=${keyTime}&q-key-time=${keyTime}` +
    `&q-header-list=host&q-url-param-list=&q-signature=${signature}`;
  res.json({ cosHost, cosKey, authorization });
});
app.listen(Number(process.env["PORT"]), "127.0.0.1");
