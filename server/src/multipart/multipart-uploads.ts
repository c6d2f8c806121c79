import {
  FIRST_PARTS,
  type MultipartListResponse,
  type MultipartPartsResponse,
  type MultipartStartResponse,
  type StoredUpload,
} from "@wx-cos-upload/contract";
import { createSigningKeyCache, objectUrl } from "@wx-cos-upload/cos-signature";
import { isCosError } from "../cos/cos-error.ts";
import { throwCosProblem } from "../cos/cos-problems.ts";
import type { CosCalls, HeldPart } from "../cos/multipart-calls.ts";
import { ProblemError } from "../errors.ts";
import type { Owner } from "../owner.ts";
import { liveCredentials } from "../uploads/live-credentials.ts";
import { type PartToSign, signPart } from "../uploads/sign-part.ts";
import type { UploadSignerOptions } from "../uploads/upload-signer.ts";
import type { CompleteUpload } from "./complete-upload.ts";
import { partBytesOf, partNumbersOf, planOf, planParts } from "./part-plan.ts";
import { uploadGone } from "./upload-gone.ts";
import type { UploadGrant, UploadTokens } from "./upload-token.ts";

/** A file to upload in parts. */
export interface MultipartFile {
  /** The object key, from {@link MultipartUploads.createObjectKey}. */
  readonly key: string;
  /** Bytes of the whole file. */
  readonly size: number;
  readonly contentType: string;
  /** Size limit of its extension. */
  readonly maxBytes: number;
  readonly owner: Owner | undefined;
}

/** The result of a request to complete an upload, in time for the response. */
export type CompletionResult = StoredUpload | { readonly status: "completing" };

/**
 * Uploads in parts. The client only puts parts; this starts, signs, lists, completes and aborts. It keeps no state besides the upload token.
 *
 * Each method @throws {ProblemError} `credentials_unavailable`, `cos_unavailable`, `cos_refused`, and those that it names
 */
export interface MultipartUploads {
  /** Resolves once both identities have credentials, so that a caller can wait for them before it consumes a quota. */
  credentialsReady(): Promise<void>;
  /** Creates the object key of a new upload. */
  createObjectKey(ext: string, owner?: Owner): string;
  /** Starts an upload, and signs its first parts. @throws {ProblemError} `upload_gone` if the key exists already */
  start(file: MultipartFile): Promise<MultipartStartResponse>;
  /** Returns what a token stands for. @throws {ProblemError} `invalid_upload_token`, `upload_expired` */
  find(uploadToken: string, owner?: Owner): Promise<UploadGrant>;
  /**
   * Signs parts, in this order.
   *
   * @param md5s the MD5 of each part in Base64, in the same order. @default no part is bound to its bytes
   * @throws {ProblemError} `invalid_part_numbers` for a number beyond the count of parts
   */
  signParts(
    upload: UploadGrant,
    partNumbers: readonly number[],
    md5s?: readonly string[],
  ): Promise<MultipartPartsResponse>;
  /** Lists the parts that COS holds, and signs the first that it lacks. @throws {ProblemError} `upload_gone` */
  list(upload: UploadGrant): Promise<MultipartListResponse>;
  /**
   * Completes an upload, within the time for a response. If COS needs longer, the server continues, and a repeated call gets the result.
   *
   * @param crc64 CRC-64/XZ of the whole file, in decimal
   * @throws {ProblemError} `parts_incomplete`, `checksum_mismatch`, `upload_gone`
   */
  complete(upload: UploadGrant, crc64?: string): Promise<CompletionResult>;
  /** Aborts an upload and removes its parts. An upload that is gone counts as aborted. */
  abort(upload: UploadGrant): Promise<void>;
}

export interface MultipartUploadsOptions extends UploadSignerOptions {
  /** The server's own calls, with the service identity. */
  readonly cos: CosCalls;
  /** Resolves once the service identity has credentials. */
  readonly serviceCredentials: () => Promise<unknown>;
  readonly tokens: UploadTokens;
  readonly completeUpload: CompleteUpload;
  /** How long an upload can be resumed. */
  readonly resumableSeconds: number;
  /** Resolves after a time in milliseconds, and rejects if the signal aborts sooner. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** How long `complete` waits for COS before it returns `completing`. @default 15000 */
  readonly respondWithinMs?: number;
}

/** Phones and load balancers end a request after a minute at most. With the list of parts before it, this stays below twenty seconds. */
const RESPOND_WITHIN_MS = 15_000;

/** Creates {@link MultipartUploads}. */
export function createMultipartUploads(options: MultipartUploadsOptions): MultipartUploads {
  const { scheme, host, objectHeaders = {}, cos, tokens, completeUpload, resumableSeconds, now, wait } = options;
  const { respondWithinMs = RESPOND_WITHIN_MS } = options;
  const deriveKey = createSigningKeyCache();
  /** The calls in progress, so that a repeated request joins the first one instead of completing twice. */
  const completing = new Map<string, Promise<StoredUpload>>();

  const nowSeconds = () => Math.floor(now() / 1000);

  async function signParts(
    { key, uploadId }: UploadGrant,
    parts: readonly PartToSign[],
  ): Promise<MultipartPartsResponse> {
    const { credentials, keyTime, endSeconds, lifetimeSeconds } = await liveCredentials(options);
    const target = { host, key, objectUrl: objectUrl(scheme, host, key), uploadId, keyTime, credentials, deriveKey };
    return {
      parts: parts.map((part) => signPart(part, target)),
      expiresAt: endSeconds,
      expiresInSeconds: lifetimeSeconds,
    };
  }

  function signFirst(upload: UploadGrant, held: readonly HeldPart[]): Promise<MultipartPartsResponse> {
    const plan = planOf(upload.size, upload.partBytes);
    const byNumber = new Map(held.map((part) => [part.partNumber, part.bytes]));
    const missing = partNumbersOf(plan)
      .map((partNumber) => ({ partNumber, bytes: partBytesOf(plan, partNumber) }))
      .filter(({ partNumber, bytes }) => byNumber.get(partNumber) !== bytes);
    return signParts(upload, missing.slice(0, FIRST_PARTS));
  }

  return {
    async credentialsReady() {
      await Promise.all([liveCredentials(options), options.serviceCredentials()]);
    },

    createObjectKey: (ext, owner) => options.createObjectKey(ext, nowSeconds(), owner),

    async start({ key, size, contentType, maxBytes, owner }) {
      const { partBytes, partCount } = planParts(size);
      const headers = Object.entries({ "Content-Type": contentType, ...objectHeaders, "x-cos-acl": "default" });
      const uploadId = await cos.initiate(key, headers).catch((error: unknown) => {
        if (isCosError(error, "FileAlreadyExists")) throw keyExists(error);
        return throwCosProblem(error);
      });
      const resumableUntil = nowSeconds() + resumableSeconds;
      const upload = { key, uploadId, size, partBytes, contentType, owner, expiresSeconds: resumableUntil };
      try {
        return {
          cosHost: host,
          cosKey: key,
          objectUrl: objectUrl(scheme, host, key),
          contentType,
          maxBytes,
          uploadToken: await tokens.issue(upload),
          partBytes,
          partCount,
          ...(await signFirst(upload, [])),
          resumableUntil,
          resumableSeconds,
        };
      } catch (error) {
        // Nobody has its token, so nobody else can abort it.
        await cos.abort(upload).catch(() => {});
        throw error;
      }
    },

    find: (uploadToken, owner) => tokens.verify(uploadToken, owner),

    signParts(upload, partNumbers, md5s) {
      const plan = planOf(upload.size, upload.partBytes);
      const parts = partNumbers.map((partNumber, index) => {
        if (partNumber > plan.partCount) throw beyondCount(partNumber, plan.partCount);
        return { partNumber, bytes: partBytesOf(plan, partNumber), md5: md5s?.[index] };
      });
      return signParts(upload, parts);
    },

    async list(upload) {
      const parts = await cos.listParts(upload).catch((error: unknown) => {
        if (isCosError(error, "NoSuchUpload")) throw uploadGone();
        return throwCosProblem(error);
      });
      const held = parts.map(({ partNumber, bytes, etag }) => ({ partNumber, bytes, etag }));
      return { held, ...(await signFirst(upload, parts)) };
    },

    async complete(upload, crc64) {
      const id = JSON.stringify([upload.uploadId, crc64]);
      let running = completing.get(id);
      if (running === undefined) {
        running = completeUpload(upload, crc64).finally(() => completing.delete(id));
        // If the response has been sent by then, nobody else handles a failure.
        running.catch(() => {});
        completing.set(id, running);
      }
      const responded = new AbortController();
      const late = wait(respondWithinMs, responded.signal).then(() => ({ status: "completing" }) as const);
      late.catch(() => {});
      try {
        return await Promise.race([running, late]);
      } catch (error) {
        return throwCosProblem(error);
      } finally {
        responded.abort();
      }
    },

    abort: (upload) => cos.abort(upload).catch(throwCosProblem),
  };
}

function beyondCount(partNumber: number, partCount: number): ProblemError {
  const detail = `partNumbers holds ${partNumber}, but the upload has ${partCount} parts; send numbers from 1 to ${partCount}`;
  return new ProblemError("invalid_part_numbers", detail, { field: "partNumbers" });
}

function keyExists(cause: Error): ProblemError {
  const detail =
    "the upload of this Idempotency-Key has stored its object already; send a new Idempotency-Key for another file";
  return new ProblemError("upload_gone", detail, { cause });
}
