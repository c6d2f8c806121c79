import { authorize, formatKeyTime, type NameValues, objectUrl, urlEncode } from "@wx-cos-upload/cos-signature";
import type { CredentialProvider } from "../credentials/credential-provider.ts";
import { fetchText, type HttpEffects, NoResponseError } from "../remote/fetch-text.ts";
import { type CosAction, CosCallError, NO_RESPONSE, UNREADABLE_RESPONSE } from "./cos-error.ts";
import { parseXml, textOf, type XmlElement } from "./xml.ts";

export interface CosClientOptions extends HttpEffects {
  /** `https` for Tencent's COS; `http` only for a local one. */
  readonly scheme: "http" | "https";
  /** The bucket's host, with its port unless it is the scheme's default. */
  readonly host: string;
  /** The credentials of the service identity. */
  readonly credentials: CredentialProvider;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
  /** A clock that never runs backwards, in milliseconds. */
  readonly monotonicMs: () => number;
  /** Resolves after a time in milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Called after each attempt with `ok` or COS's error code. @default does nothing */
  readonly observeCall?: ((action: CosAction, outcome: string, durationMs: number) => void) | undefined;
}

/** One call of COS. */
export interface CosCall {
  readonly action: CosAction;
  readonly method: "GET" | "HEAD" | "POST" | "DELETE";
  /** Object key; "" for the bucket itself. */
  readonly key: string;
  /** Query parameters. All of them are signed. @default none */
  readonly query?: NameValues;
  /** Headers besides Host and Authorization. All of them are signed. @default none */
  readonly headers?: NameValues;
  readonly body?: string;
  /** When to repeat the call after a failure: always, only if COS cannot have received it, or never. */
  readonly repeat: "always" | "if-not-sent" | "never";
  /** Time limit of one attempt. @default 4000 */
  readonly timeoutMs?: number;
}

/** A response with a status below 300 and without an `<Error>`. */
export interface CosResponse {
  readonly headers: Headers;
  /** The body's root element; `undefined` for an empty or unreadable body. */
  readonly document: XmlElement | undefined;
}

/**
 * Sends one call, and repeats it if that is safe.
 *
 * @throws {CosCallError}
 */
export type SendToCos = (call: CosCall) => Promise<CosResponse>;

const TIMEOUT_MS = 4_000;
/** A page of 1,000 parts has 200 KiB. */
const MAX_RESPONSE_BYTES = 4 * 1024 ** 2;
const MAX_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;

/** The signature is valid from a minute ago, because COS's clock may be slow. */
const CLOCK_SKEW_SECONDS = 60;
const SIGNATURE_SECONDS = 600;

/** Creates the client for the server's own calls. It signs with the service identity. Its signatures never leave the server. */
export function createCosClient(options: CosClientOptions): SendToCos {
  const { scheme, host, credentials, now, monotonicMs, wait, random, observeCall = () => {} } = options;

  return async function send(call) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await observed(call);
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !(error instanceof CosCallError) || !mayRepeat(call, error)) throw error;
        await wait(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (1 + random()));
      }
    }
  };

  async function observed(call: CosCall): Promise<CosResponse> {
    const startMs = monotonicMs();
    try {
      const response = await sendOnce(call);
      observeCall(call.action, "ok", monotonicMs() - startMs);
      return response;
    } catch (error) {
      if (error instanceof CosCallError) observeCall(call.action, error.code, monotonicMs() - startMs);
      throw error;
    }
  }

  async function sendOnce(call: CosCall): Promise<CosResponse> {
    const { action, method, key, query = [], headers = [], body, timeoutMs = TIMEOUT_MS } = call;
    const provided = await credentials();
    const nowSeconds = Math.floor(now() / 1000);
    const { authorization } = authorize({
      method,
      pathname: `/${key}`,
      query,
      headers: [["host", host], ...headers],
      credentials: provided,
      keyTime: formatKeyTime({
        startSeconds: nowSeconds - CLOCK_SKEW_SECONDS,
        endSeconds: nowSeconds + SIGNATURE_SECONDS,
      }),
    });
    const token = provided.securityToken;
    const init = {
      method,
      headers: {
        ...Object.fromEntries(headers),
        // A proxy that compresses on the way would remove the length of an object.
        "Accept-Encoding": "identity",
        Authorization: authorization,
        ...(token !== undefined && { "x-cos-security-token": token }),
      },
      ...(body !== undefined && { body }),
    };
    const url = `${objectUrl(scheme, host, key)}${queryString(query)}`;
    const limits = { ...options, timeoutMs, maxBytes: MAX_RESPONSE_BYTES };
    const {
      status,
      headers: received,
      text,
    } = await fetchText(url, init, limits).catch((error: unknown) => {
      if (!(error instanceof NoResponseError)) throw error;
      const { message: detail, notSent } = error;
      throw new CosCallError(action, { status: undefined, code: NO_RESPONSE, detail, notSent });
    });
    if (!received.has(REQUEST_ID)) throw notFromCos(action, status);
    const document = parseXml(text);
    if (status < 300 && document?.name !== "Error") return { headers: received, document };
    throw toError(action, status, received, document);
  }
}

/**
 * COS sends this header with each response. Without it, a proxy has responded: its 404 does not mean that an object is missing.
 *
 * @see Common Response Headers (436/7729)
 */
const REQUEST_ID = "x-cos-request-id";

function notFromCos(action: CosAction, status: number): CosCallError {
  return new CosCallError(action, {
    status,
    code: UNREADABLE_RESPONSE,
    detail: `no ${REQUEST_ID}: it is not from COS`,
  });
}

/** @see Error Codes (436/7730): `<Error>` with Code and Message */
function toError(action: CosAction, status: number, headers: Headers, document: XmlElement | undefined): CosCallError {
  const error = document?.name === "Error" ? document : undefined;
  return new CosCallError(action, {
    status,
    // A response to HEAD has no body.
    code: error === undefined ? "" : textOf(error, "Code"),
    detail: (error && textOf(error, "Message")) || "no message",
    requestId: headers.get(REQUEST_ID) ?? undefined,
  });
}

/**
 * Reads the document of a response.
 *
 * @param name of the document's root element
 * @param read throws if a field is missing or malformed
 * @throws {CosCallError} {@link UNREADABLE_RESPONSE} for another document, and if `read` throws
 */
export function readDocument<Result>(
  action: CosAction,
  response: CosResponse,
  name: string,
  read: (root: XmlElement) => Result,
): Result {
  const { document } = response;
  if (document?.name !== name) throw unreadableResponse(action, response);
  try {
    return read(document);
  } catch (cause) {
    throw unreadableResponse(action, response, cause);
  }
}

/** The error of a response with status 200 that is not what the action returns. It may be cut off. */
export function unreadableResponse(action: CosAction, { headers }: CosResponse, cause?: unknown): CosCallError {
  const requestId = headers.get(REQUEST_ID) ?? undefined;
  const detail = "the response is not the one of this action";
  return new CosCallError(action, { status: 200, code: UNREADABLE_RESPONSE, detail, requestId, cause });
}

function mayRepeat({ repeat }: CosCall, error: CosCallError): boolean {
  if (repeat === "always") return error.isTransient;
  return repeat === "if-not-sent" && error.notSent;
}

function queryString(query: NameValues): string {
  if (query.length === 0) return "";
  return `?${query.map(([name, value]) => (value === "" ? urlEncode(name) : `${urlEncode(name)}=${urlEncode(value)}`)).join("&")}`;
}
