import type { MultipartHost } from "../../multipart-sender";
import type { SignedPart } from "./signed-parts";

/** The signatures of an upload's parts. */
export interface Signatures {
  /** A signature with which a request may start now. */
  get(partNumber: number): Promise<SignedPart>;
  /** Never uses this signature again, nor one that was issued before it: COS rejected it, so the others are likely to be as old. */
  drop(signature: SignedPart): void;
}

/** Most parts in one request: the signing server's limit. */
const MAX_PARTS_PER_REQUEST = 100;

/** With fewer signatures, more are requested, so that no part waits for one. */
const FEW = 10;

/**
 * @param given those that came with the upload or with its list
 * @param unsent the parts that are still to be sent, in order
 * @param request requests signatures, and retries
 */
export function createSignatures(
  { platform }: MultipartHost,
  given: readonly SignedPart[],
  unsent: () => readonly number[],
  request: (partNumbers: readonly number[]) => Promise<readonly SignedPart[]>,
): Signatures {
  const signatures = new Map<number, SignedPart>();
  let pending: Promise<void> | undefined;

  function add(parts: readonly SignedPart[]): void {
    for (const part of parts) signatures.set(part.partNumber, part);
  }

  function fresh(partNumber: number): SignedPart | undefined {
    const signature = signatures.get(partNumber);
    return signature && platform.nowMs() < signature.freshUntilMs ? signature : undefined;
  }

  /** Requests signatures for the next parts that have none, beginning with one of them. */
  async function requestMore(first: readonly number[]): Promise<void> {
    const missing = unsent().filter((partNumber) => !first.includes(partNumber) && !fresh(partNumber));
    add(await request([...first, ...missing].slice(0, MAX_PARTS_PER_REQUEST)));
  }

  function start(first: readonly number[]): Promise<void> {
    pending ??= requestMore(first).finally(() => {
      pending = undefined;
    });
    return pending;
  }

  function requestAhead(): void {
    const next = unsent().slice(0, FEW);
    // The part that needs the signature handles a failure.
    if (pending === undefined && !next.every(fresh)) start([]).catch(() => {});
  }

  add(given);
  return {
    async get(partNumber) {
      let signature = fresh(partNumber);
      while (signature === undefined) {
        await start([partNumber]);
        signature = fresh(partNumber);
      }
      requestAhead();
      return signature;
    },
    drop({ issuedAtMs }) {
      for (const [partNumber, signature] of signatures) {
        if (signature.issuedAtMs <= issuedAtMs) signatures.delete(partNumber);
      }
    },
  };
}
