import { authorize, createSigningKeyCache, formatKeyTime } from "@wx-cos-upload/cos-signature";
import COS from "cos-nodejs-sdk-v5";
import { BENCH_ENVIRONMENT } from "./servers/bare-signer.ts";
import { median } from "./statistics.ts";

const ROUNDS = 9;
const SIGNATURES = 20_000;
const KEY = "uploads/20261123/20261123120506-000102030405060708090a0b0c0d0e0f.jpg";
const HOST = "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com";

/** What is signed: by the server when it knows no size, and when it does, as it must in production. */
const REQUESTS: Readonly<Record<string, Record<string, string>>> = {
  "host alone": { Host: HOST },
  "host, length, type, ACL, no overwrite": {
    Host: HOST,
    "Content-Type": "image/jpeg",
    "x-cos-acl": "default",
    "x-cos-forbid-overwrite": "true",
    "content-length": "1048576",
  },
};

/** Prints how many signatures a second we make for each one of the vendor's SDK: the same request, in alternating rounds. */
export function measureSigning(): void {
  process.stdout.write(`Signatures a second, one core, medians of ${ROUNDS} rounds of ${SIGNATURES}\n`);
  for (const [name, headers] of Object.entries(REQUESTS)) {
    const ours = oursOf(headers);
    const theirs = theirsOf(headers);
    const rounds = Array.from({ length: ROUNDS }, () => ({ ours: perSecond(ours), theirs: perSecond(theirs) }));
    process.stdout.write(
      `  signing ${name}\n` +
        `    shared/cos-signature authorize      ${median(rounds.map((round) => round.ours))
          .toFixed(0)
          .padStart(7)}\n` +
        `    cos-nodejs-sdk-v5 getAuthorization  ${median(rounds.map((round) => round.theirs))
          .toFixed(0)
          .padStart(7)}\n` +
        `    ratio ${median(rounds.map((round) => round.ours / round.theirs)).toFixed(2)} (goal: 3 or more)\n`,
    );
  }
  process.stdout.write("\n");
}

function oursOf(headers: Record<string, string>): () => void {
  const credentials = { secretId: BENCH_ENVIRONMENT.COS_SECRET_ID, secretKey: BENCH_ENVIRONMENT.COS_SECRET_KEY };
  const deriveKey = createSigningKeyCache();
  const pairs = Object.entries(headers);
  return () => {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const keyTime = formatKeyTime({ startSeconds: nowSeconds - 60, endSeconds: nowSeconds + 900 });
    authorize({ method: "PUT", pathname: `/${KEY}`, headers: pairs, credentials, keyTime, deriveKey });
  };
}

function theirsOf(headers: Record<string, string>): () => void {
  const cos = new COS({ SecretId: BENCH_ENVIRONMENT.COS_SECRET_ID, SecretKey: BENCH_ENVIRONMENT.COS_SECRET_KEY });
  return () => void cos.getAuth({ Method: "PUT", Key: KEY, Headers: headers, Expires: 900 });
}

function perSecond(sign: () => void): number {
  const start = process.hrtime.bigint();
  for (let count = 0; count < SIGNATURES; count += 1) sign();
  return SIGNATURES / (Number(process.hrtime.bigint() - start) / 1e9);
}
