import type { CosRequest } from "../request/cos-request.ts";
import type { OperationName } from "./operation-name.ts";
import type { SignatureComparison } from "./signature-comparison.ts";

/** How many requests a bucket remembers. */
export const JOURNAL_LENGTH = 100;

/** Names and values of headers. A name can occur several times. */
export type RecordedHeaders = ReadonlyArray<readonly [name: string, value: string]>;

/** A request and its outcome, without signatures and security tokens. */
export interface RecordedRequest {
  readonly requestId: string;
  /** Unix milliseconds by the bucket's clock. */
  readonly receivedMs: number;
  /** Until the response began. */
  readonly durationMs: number;
  readonly method: string;
  /** Path and query as on the wire, without the parts of a signature: `/photos/a.jpg?partNumber=1`. */
  readonly target: string;
  /** Undefined for a request that addresses no operation of COS, or that is not readable. */
  readonly operation?: OperationName;
  /** Headers in their order, with names in lower case, without Authorization and x-cos-security-token. */
  readonly headers: RecordedHeaders;
  /** HTTP status of the response. */
  readonly status: number;
  /** The COS code of a rejection. */
  readonly code?: string;
  readonly message?: string;
  /** Whether `failNext` changed this request. */
  readonly isInjected: boolean;
  /** Only for a signature that does not match. */
  readonly signature?: SignatureComparison;
}

/** An entry whose comparison is computed when somebody reads it. */
export type JournalEntry = Omit<RecordedRequest, "signature"> & {
  readonly compareSignatures?: () => SignatureComparison | undefined;
};

/** The latest requests. */
export interface Journal {
  add(entry: JournalEntry): void;
  /** The latest requests, oldest first. */
  requests(): readonly RecordedRequest[];
  clear(): void;
}

/** Creates a {@link Journal} of the last {@link JOURNAL_LENGTH} requests. */
export function createJournal(): Journal {
  let entries: (() => RecordedRequest)[] = [];
  return {
    add(entry) {
      entries.push(recordOnce(entry));
      if (entries.length > JOURNAL_LENGTH) entries.shift();
    },
    requests: () => entries.map((read) => read()),
    clear() {
      entries = [];
    },
  };
}

function recordOnce({ compareSignatures, ...entry }: JournalEntry): () => RecordedRequest {
  let recorded: RecordedRequest | undefined;
  return () => {
    if (recorded === undefined) {
      const signature = compareSignatures?.();
      recorded = signature === undefined ? entry : { ...entry, signature };
    }
    return recorded;
  };
}

const SECRET_HEADERS: ReadonlySet<string> = new Set(["authorization", "x-cos-security-token"]);
/** A whole signature (`sign`), its parts, and the token of temporary credentials. */
const SECRET_PARAMETER = /^(?:sign|q-[^=]*|x-cos-security-token)(?:=|$)/i;

/** The headers of a request that the journal may keep. */
export function recordedHeaders({ headers }: Pick<CosRequest, "headers">): RecordedHeaders {
  return headers.filter(([name]) => !SECRET_HEADERS.has(name));
}

/** A request target without secrets. An encoded name is decoded first, so that no spelling of it escapes. */
export function recordedTarget(target: string): string {
  const [path = "", ...rest] = target.split("?");
  const kept = rest
    .join("?")
    .split("&")
    .filter((pair) => pair !== "" && !SECRET_PARAMETER.test(decodeLoosely(pair)));
  return kept.length === 0 ? path : `${path}?${kept.join("&")}`;
}

function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%([0-7][0-9a-f])/gi, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}
