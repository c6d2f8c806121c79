import { LOCAL_COS_DEFAULTS } from "@wx-cos-upload/local-cloud/cos";
import { LOCAL_STS_ROLE_ARN, startLocalSts } from "@wx-cos-upload/local-cloud/sts";
import {
  type CamPolicy,
  type CredentialsEvent,
  type CredentialsSource,
  chooseProvider,
  defaultExtensions,
  extensionRules,
  readingPolicy,
  servicePolicy,
  uploadPolicy,
} from "@wx-cos-upload/server/advanced";
import { MAX_BYTES, startStack } from "./start-stack.ts";

/** Lifetime of the stack's temporary credentials, in seconds. */
export const DURATION_SECONDS = 7_200;

const { bucket, region, credentials: keys } = LOCAL_COS_DEFAULTS;
const SOURCES: Readonly<Record<"federation" | "role", CredentialsSource>> = {
  federation: { source: "federation" },
  role: { source: "role", roleArn: LOCAL_STS_ROLE_ARN },
};

/** Options of startStsStack. */
export interface StsStackOptions {
  readonly source: "federation" | "role";
  /** @default false */
  readonly requireSize?: boolean;
}

/** A running stack with an STS, and what tests can observe in it. */
export type StsStack = Awaited<ReturnType<typeof startStsStack>>;

/** Starts a stack whose server gets its credentials from the local STS over HTTP, composed as in `main.ts`. */
export async function startStsStack({ source, requireSize = false }: StsStackOptions) {
  const clock = { nowMs: Date.now() };
  const startMs = clock.nowMs;
  /** The actions of the calls to STS, in order. */
  const calls: string[] = [];
  const events: CredentialsEvent[] = [];
  const failures: unknown[] = [];
  const sts = await startLocalSts({ now: () => clock.nowMs, log: ({ action }) => void calls.push(action) });
  const types = [...extensionRules(defaultExtensions(), MAX_BYTES).values()].map(({ contentType }) => contentType);
  const provide = (policy: CamPolicy) =>
    chooseProvider({
      from: SOURCES[source],
      keys,
      policy,
      durationSeconds: DURATION_SECONDS,
      endpoint: sts.url,
      region,
      refreshAheadSeconds: 960,
      now: () => clock.nowMs,
      monotonicMs: () => clock.nowMs - startMs,
      random: () => 0,
      wait: async () => {},
      fetch,
      timeoutSignal: (timeoutMs) => AbortSignal.timeout(timeoutMs),
      readFile: async () => "",
      environment: () => ({}),
      report: (event) => void events.push(event),
    });
  const credentials = provide(
    uploadPolicy({
      bucket,
      region,
      prefix: "uploads",
      maxBytes: MAX_BYTES.video,
      ...(requireSize && { contentTypes: [...new Set(types)] }),
    }),
  );
  const serviceCredentials = provide(servicePolicy({ bucket, region, prefix: "uploads" }));
  const readingCredentials = provide(readingPolicy({ bucket, region, prefix: "uploads" }));
  const stack = await startStack({
    credentials,
    serviceCredentials,
    readingCredentials,
    requireSize,
    findCredentials: sts.findCredentials,
    clock,
    logFailure: (error) => void failures.push(error),
  });
  return {
    ...stack,
    credentials,
    serviceCredentials,
    readingCredentials,
    calls,
    events,
    failures,
    stopSts: () => sts.close(),
    async close() {
      await stack.close();
      await sts.close();
    },
  };
}
