import { randomBytes } from "node:crypto";
import { LOCAL_COS_DEFAULTS } from "@wx-cos-upload/local-cloud/cos";
import { startLocalSts } from "@wx-cos-upload/local-cloud/sts";
import {
  chooseProvider,
  createObjectKeyFactory,
  createRandomPool,
  createUploadSigner,
  uploadPolicy,
} from "@wx-cos-upload/server/advanced";

const SIGNATURES = 10_000;
const AT_ONCE = 100;
const LIFETIME_SECONDS = 7_200;

/** Signs over a lifetime of credentials, which a clock of the bench's own lets pass, and prints how often STS was called over HTTP. */
async function measureStsCalls(): Promise<void> {
  const { bucket, region, credentials: keys } = LOCAL_COS_DEFAULTS;
  const clock = { nowMs: Date.now() };
  let calls = 0;
  const sts = await startLocalSts({
    now: () => clock.nowMs,
    log: () => {
      calls += 1;
    },
  });
  const signer = createUploadSigner({
    scheme: "https",
    host: "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com",
    bucket,
    lifetimeSeconds: 900,
    createObjectKey: createObjectKeyFactory({
      prefix: "uploads",
      timeZone: "UTC",
      randomBytes: createRandomPool(randomBytes),
    }),
    now: () => clock.nowMs,
    credentials: chooseProvider({
      from: { source: "federation" },
      keys,
      policy: uploadPolicy({ bucket, region, prefix: "uploads", maxBytes: 1024 ** 3 }),
      durationSeconds: LIFETIME_SECONDS,
      endpoint: sts.url,
      region,
      refreshAheadSeconds: 960,
      now: () => clock.nowMs,
      monotonicMs: () => clock.nowMs,
      random: Math.random,
      wait: async () => {},
      fetch,
      timeoutSignal: (timeoutMs) => AbortSignal.timeout(timeoutMs),
      readFile: async () => "",
      environment: () => ({}),
      report: () => {},
    }),
  });
  const file = { ext: "jpg", size: 1_048_576, contentType: "image/jpeg", maxBytes: 20_971_520 };
  try {
    // As long as they are not refreshed ahead of their end: that call is the next lifetime's.
    const stepMs = ((LIFETIME_SECONDS - 960) * 1000) / (SIGNATURES / AT_ONCE);
    for (let signed = 0; signed < SIGNATURES; signed += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => signer.signPut(file)));
      clock.nowMs += stepMs;
    }
  } finally {
    await sts.close();
  }
  process.stdout.write(
    `STS calls per ${SIGNATURES} signatures, ${AT_ONCE} at a time, over one lifetime of credentials: ${calls} (goal: at most 1)\n\n`,
  );
}

await measureStsCalls();
