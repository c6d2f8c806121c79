import type { MultipartHost } from "../../multipart-sender";
import type { HttpResponse } from "../../platform";
import { attempt, elementsOf, fieldsOf, isRecord, readCount } from "../../platform-values";
import { parseJsonObject } from "../../response-error";
import { isSafeUrl } from "../../safe-url";
import { UploadError } from "../../upload-error";
import { bytesOfPart, type SavedUpload } from "../saved/saved-upload";

/*
 * Readers of the signing server's responses, which validate every field. The contract is `shared/contract/src/multipart.ts`; this folder
 * imports no workspace, because people copy it.
 */

/** A part's signature. */
export interface SignedPart {
  readonly partNumber: number;
  readonly uploadUrl: string;
  /** Sent exactly as given. */
  readonly headers: Readonly<Record<string, string>>;
  /** When it was issued, and until when new requests may start with it, by the platform's clock. */
  readonly issuedAtMs: number;
  readonly freshUntilMs: number;
}

/** The fields of a signed part in the signing server's response. Their values are validated. */
export interface SignedPartFields {
  readonly partNumber?: unknown;
  readonly bytes?: unknown;
  readonly uploadUrl?: unknown;
  readonly headers?: unknown;
}

/** The share of a signature's lifetime in which requests may start with it. */
const FRESH_SHARE = 0.9;

/** With the parameters that name the part. */
const PART_URL = /^https?:\/\/[^/?#@\\\s]+\/[^?#\\\s]+\?[^#\\\s]+$/;

/**
 * Reads the signatures of parts.
 *
 * @throws {UploadError} if a field is missing, malformed or less safe than the signing server's own address, `signature_mismatch` if a
 * signature is not of a part of this upload
 */
export function readSignedParts(host: MultipartHost, upload: SavedUpload, response: HttpResponse): SignedPart[] {
  const { parts, expiresInSeconds } = parseJsonObject(response.data) ?? {};
  const lifeMs = typeof expiresInSeconds === "number" ? expiresInSeconds * 1000 : 0;
  // A failure has none of these fields, so the status need not be checked.
  const isWhole = Array.isArray(parts) && lifeMs >= 1000 && lifeMs < 1e12;
  if (!isWhole) throw host.signError(response);
  const issuedAtMs = host.platform.nowMs();
  const times = { issuedAtMs, freshUntilMs: issuedAtMs + lifeMs * FRESH_SHARE };
  return elementsOf(parts).map((part) => ({ ...readSignedPart(host, upload, response, fieldsOf(part)), ...times }));
}

function readSignedPart(
  host: MultipartHost,
  upload: SavedUpload,
  response: HttpResponse,
  { partNumber, bytes, uploadUrl, headers }: SignedPartFields,
) {
  const number = readCount(partNumber);
  const isWhole = number !== undefined && typeof uploadUrl === "string" && areTexts(headers);
  if (!isWhole || !PART_URL.test(uploadUrl) || !isSafeUrl(uploadUrl, host.serverUrl)) throw host.signError(response);
  const { cosHost, objectKey, partCount } = upload;
  const isOfUpload =
    number >= 1 &&
    number <= partCount &&
    bytes === bytesOfPart(upload, number) &&
    hostAndPath(uploadUrl) === `${cosHost}/${objectKey}`;
  if (!isOfUpload) throw new UploadError("signature_mismatch", `the signature is not of part ${number} of this upload`);
  return { partNumber: number, uploadUrl, headers };
}

/** Host and decoded path of a URL; undefined if its percent-encoding is invalid. Mini programs have no `URL`. */
export function hostAndPath(url: string): string | undefined {
  return attempt(() => decodeURIComponent(url.replace(/^https?:\/\/|[?#].*/g, "")));
}

function areTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}
