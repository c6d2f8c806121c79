import type { IncomingMessage } from "node:http";
import { isRecord } from "../is-record.ts";
import { StsError } from "./sts-error.ts";

/** One call as received. */
export interface StsCall {
  /** `X-TC-Action`. */
  readonly action: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** The body, unparsed. */
  readonly payload: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Far more than a call with a policy needs. */
const MAX_BODY_BYTES = 1024 * 1024;
const VERSION = "2018-08-13";

/**
 * Reads and parses a call.
 *
 * @throws {StsError} InvalidParameter.ParamError, NoSuchVersion
 */
export async function readCall(request: IncomingMessage): Promise<StsCall> {
  const headers = new Map(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(",")]),
  );
  if (request.method !== "POST" || request.url !== "/") {
    throw new StsError("InvalidParameter.ParamError", "The local STS accepts only POST / with a JSON body.");
  }
  const payload = await readBody(request);
  const version = headers.get("x-tc-version");
  if (version !== VERSION) throw new StsError("NoSuchVersion", `X-TC-Version must be ${VERSION}.`);
  return { action: headers.get("x-tc-action") ?? "", headers, payload, parameters: parseParameters(payload) };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new StsError("InvalidParameter.ParamError", "The body is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseParameters(payload: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(payload);
    if (isRecord(value)) return value;
  } catch {
    // Reported below, like any other text that is not an object.
  }
  throw new StsError("InvalidParameter.ParamError", "The body is not a JSON object.");
}

/** Reads a string. @throws {StsError} InvalidParameter.ParamError unless the parameter is a string of this form */
export function textParameter({ parameters }: StsCall, name: string, form: RegExp): string {
  const value = parameters[name];
  if (typeof value === "string" && form.test(value)) return value;
  throw new StsError("InvalidParameter.ParamError", `${name} is missing or malformed.`);
}

/** Reads DurationSeconds. @throws {StsError} InvalidParameter.ParamError, or InvalidParameter.OverTimeError above `max` */
export function durationParameter({ parameters }: StsCall, defaultSeconds: number, max: number): number {
  const value = parameters["DurationSeconds"] ?? defaultSeconds;
  if (!Number.isSafeInteger(value) || Number(value) < 1) {
    throw new StsError("InvalidParameter.ParamError", "DurationSeconds must be a whole number of at least 1.");
  }
  if (Number(value) > max)
    throw new StsError("InvalidParameter.OverTimeError", `DurationSeconds must be at most ${max}.`);
  return Number(value);
}
