import { Agent, request } from "node:http";
import type { SignedPut } from "./buckets.ts";

/** Options of {@link putRepeatedly}. */
export interface LoadOptions {
  readonly port: number;
  /** Signed in advance, and repeated. */
  readonly puts: readonly SignedPut[];
  readonly body: Uint8Array;
  readonly connections: number;
  readonly seconds: number;
}

/** Sends PUTs over some connections at once. @returns requests a second @throws an Error unless each response is a success */
export async function putRepeatedly({ port, puts, body, connections, seconds }: LoadOptions): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const start = performance.now();
  const endMs = start + seconds * 1000;
  let done = 0;

  async function work(first: number): Promise<void> {
    for (let at = first; performance.now() < endMs; at += connections) {
      const put = puts[at % puts.length];
      if (put === undefined) throw new RangeError("there are no requests");
      await putOnce(agent, port, put, body);
      done += 1;
    }
  }

  try {
    await Promise.all(Array.from({ length: connections }, (_value, index) => work(index)));
    return done / ((performance.now() - start) / 1000);
  } finally {
    agent.destroy();
  }
}

function putOnce(agent: Agent, port: number, { path, headers }: SignedPut, body: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { port, agent, method: "PUT", path, headers: { ...headers, "content-length": body.length } };
    const sent = request(options, (response) => {
      const { statusCode = 0 } = response;
      response.resume().once("end", () => {
        if (statusCode >= 200 && statusCode < 300) resolve();
        else reject(new Error(`PUT ${path}: ${statusCode}`));
      });
    });
    sent.once("error", reject).end(body);
  });
}
