import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { Credentials } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS, type LocalCos, startLocalCos } from "../src/cos/index.ts";
import { generateForm, writeForm } from "./generate-form.ts";
import { type GeneratorOptions, generateRequest, type WireHead } from "./generate-request.ts";
import { FORM_MUTATIONS } from "./mutate-form.ts";
import { MUTATIONS } from "./mutate-request.ts";
import { createRandom, type Random } from "./random.ts";

/** Options of {@link compareVerdicts}. */
export interface CompareOptions {
  /** Number of requests. */
  readonly count: number;
  /** The same seed generates the same requests, apart from the port. */
  readonly seed: number;
}

/** A request about which the two verifiers disagree. */
export interface Disagreement {
  readonly mutation: string;
  readonly request: WireHead;
  readonly localCos: string;
  readonly verifier: string;
}

/** The result of {@link compareVerdicts}. */
export interface Comparison {
  readonly accepted: number;
  readonly rejected: number;
  /** Requests that a mutation has turned into an operation that the local COS does not model. It rejects them before it verifies them. */
  readonly notModelled: number;
  /** Number of requests by mutation, and how many of them both accept. */
  readonly byMutation: ReadonlyMap<string, { count: number; accepted: number }>;
  readonly disagreements: readonly Disagreement[];
}

const NOW_SECONDS = 1_700_000_100;
const BATCH = 1_000;
const CONNECTIONS = 8;
/** One request in so many is a form. */
const FORMS = 3;

const CREDENTIALS: readonly Credentials[] = [
  LOCAL_COS_DEFAULTS.credentials,
  { secretId: "AKIDtemporary", secretKey: "temporary secret key", securityToken: "a token/with+marks=" },
];

/**
 * Sends generated requests to the local COS over HTTP, gives the same requests to the Python verifier, and compares the verdicts.
 *
 * A verdict is whether the request is accepted: a response of 2xx, the redirect of a form, or NoSuchKey for an object that is not there.
 *
 * @throws an Error if Python does not run
 * @example
 * const { disagreements } = await compareVerdicts({ count: 1_000, seed: 1 });
 */
export async function compareVerdicts({ count, seed }: CompareOptions): Promise<Comparison> {
  const random = createRandom(seed);
  const cos = await startLocalCos({
    port: 0,
    now: () => NOW_SECONDS * 1000,
    findCredentials: (secretId) => CREDENTIALS.find((credentials) => credentials.secretId === secretId),
  });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const verifier = startVerifier();
  const names = [...Object.keys(MUTATIONS), ...Object.keys(FORM_MUTATIONS)];
  const generator = { random, host: cos.host, bucket: cos.bucket, credentials: CREDENTIALS, nowSeconds: NOW_SECONDS };
  const byMutation = new Map(names.map((name) => [name, { count: 0, accepted: 0 }]));
  const disagreements: Disagreement[] = [];
  let accepted = 0;
  let notModelled = 0;
  try {
    for (let done = 0; done < count; done += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, count - done) }, () => generate(generator));
      const requests = batch.map(({ request }) => request);
      const [ofVerifier, ofLocalCos] = await Promise.all([
        verifier.verdicts(requests),
        verdictsOfLocalCos(cos, agent, requests),
      ]);
      for (const [index, { mutation, request }] of batch.entries()) {
        const [localCos = "", verdict = ""] = [ofLocalCos[index], ofVerifier[index]];
        const counts = byMutation.get(mutation);
        if (counts !== undefined) counts.count += 1;
        if (localCos === "rejected 501 NotImplemented") {
          notModelled += 1;
        } else if (localCos.startsWith("accepted") !== (verdict === "accepted")) {
          disagreements.push({ mutation, request, localCos, verifier: verdict });
        } else if (verdict === "accepted") {
          accepted += 1;
          if (counts !== undefined) counts.accepted += 1;
        }
      }
    }
  } finally {
    agent.destroy();
    verifier.close();
    await cos.close({ graceMs: 0 });
  }
  const rejected = count - accepted - notModelled - disagreements.length;
  return { accepted, rejected, notModelled, byMutation, disagreements };
}

/** Generates a request, or a form, and changes it in one way. */
function generate(options: GeneratorOptions): { readonly mutation: string; readonly request: WireHead } {
  const { random } = options;
  if (random.oneIn(FORMS)) {
    const [mutation, change] = pickMutation(random, FORM_MUTATIONS);
    return { mutation, request: writeForm(change(generateForm(options), random)) };
  }
  const [mutation, change] = pickMutation(random, MUTATIONS);
  return { mutation, request: change(generateRequest(options), random) };
}

function pickMutation<T>(random: Random, mutations: Readonly<Record<string, T>>): readonly [string, T] {
  return random.pick(Object.entries(mutations));
}

/** Starts the Python verifier. */
function startVerifier() {
  const python = spawn("python3", [join(import.meta.dirname, "verifier.py")], { stdio: ["pipe", "pipe", "inherit"] });
  const failed = once(python, "error").then(([error]): never => {
    throw error;
  });
  failed.catch(() => {});
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const keys = CREDENTIALS.map(({ secretId, secretKey, securityToken = "" }) => [
    secretId,
    { secretKey, token: securityToken },
  ]);
  python.stdin.write(
    `${JSON.stringify({ keys: Object.fromEntries(keys), nowSeconds: NOW_SECONDS, bucket: LOCAL_COS_DEFAULTS.bucket })}\n`,
  );

  async function read(count: number): Promise<string[]> {
    const verdicts: string[] = [];
    while (verdicts.length < count) {
      const { value, done } = await lines.next();
      if (done) throw new Error("the Python verifier has ended");
      verdicts.push(String(JSON.parse(value)));
    }
    return verdicts;
  }

  return {
    verdicts(requests: readonly WireHead[]): Promise<string[]> {
      python.stdin.write(requests.map((request) => `${JSON.stringify(request)}\n`).join(""));
      return Promise.race([read(requests.length), failed]);
    },
    close: () => python.stdin.end(),
  };
}

async function verdictsOfLocalCos(cos: LocalCos, agent: Agent, requests: readonly WireHead[]): Promise<string[]> {
  const verdicts: string[] = [];
  let next = 0;
  async function work(): Promise<void> {
    for (let index = next++; index < requests.length; index = next++) {
      const request = requests[index];
      if (request !== undefined) verdicts[index] = await verdictOf(cos, agent, request);
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  return verdicts;
}

async function verdictOf(cos: LocalCos, agent: Agent, { method, target, headers, body }: WireHead): Promise<string> {
  const { port } = cos;
  const client = httpRequest({ port, agent, method, path: target, headers: headers.flat(), setHost: false });
  client.end(body === undefined ? undefined : Buffer.from(body, "latin1"));
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    client.once("response", resolve).once("error", reject);
  });
  const received = await text(response);
  const { statusCode = 0 } = response;
  const code = /<Code>(\w+)<\/Code>/.exec(received)?.[1] ?? (method === "HEAD" ? recordedCode(cos, response) : "");
  const isAccepted = (statusCode >= 200 && statusCode < 300) || statusCode === 303 || code === "NoSuchKey";
  return `${isAccepted ? "accepted" : "rejected"} ${statusCode} ${code}`.trim();
}

/** The error code of a response to a HEAD, whose body does not contain it. */
function recordedCode(cos: LocalCos, { headers }: IncomingMessage): string {
  return cos.requests().find(({ requestId }) => requestId === headers["x-cos-request-id"])?.code ?? "";
}
