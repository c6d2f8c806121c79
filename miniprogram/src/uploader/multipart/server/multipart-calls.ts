import type { CancelScope } from "../../cancel-scope";
import type { MultipartFile, MultipartHost } from "../../multipart-sender";
import type { HttpResponse } from "../../platform";
import { elementsOf, fieldsOf, readCount, readText } from "../../platform-values";
import { parseJsonObject } from "../../response-error";
import { isSafeUrl } from "../../safe-url";
import { UploadError } from "../../upload-error";
import { bytesOfPart, type SavedUpload } from "../saved/saved-upload";
import { readSignedParts, type SignedPart } from "./signed-parts";

/** A new upload, with the signatures of its first parts. */
export interface StartedUpload {
  readonly upload: SavedUpload;
  readonly signedParts: readonly SignedPart[];
}

/** The fields of the response to `POST /multipart` that are read besides the signed parts. Their values are validated. */
export interface StartFields {
  readonly cosHost?: unknown;
  readonly cosKey?: unknown;
  readonly objectUrl?: unknown;
  readonly contentType?: unknown;
  readonly uploadToken?: unknown;
  readonly partBytes?: unknown;
  readonly partCount?: unknown;
  readonly resumableSeconds?: unknown;
}

/**
 * Reads the response to `POST /multipart`.
 *
 * @throws {UploadError} if a field is missing or malformed, or contradicts another
 */
export function readStart(
  host: MultipartHost,
  response: HttpResponse,
  { size, ext, filePath }: MultipartFile,
  { fingerprint, owner }: Pick<SavedUpload, "fingerprint" | "owner">,
): StartedUpload {
  const read: StartFields = parseJsonObject(response.data) ?? {};
  const cosHost = readText(read.cosHost);
  const objectKey = readText(read.cosKey);
  const objectUrl = readText(read.objectUrl);
  const contentType = readText(read.contentType);
  const uploadToken = readText(read.uploadToken);
  const partBytes = readCount(read.partBytes);
  const partCount = readCount(read.partCount);
  const resumableSeconds = readCount(read.resumableSeconds);
  const isWhole = cosHost && objectKey && objectUrl && contentType && uploadToken && partBytes && partCount;
  if (!isWhole || resumableSeconds === undefined) throw host.signError(response);
  if (!isSafeUrl(objectUrl, host.serverUrl)) throw host.signError(response);
  if (Math.ceil(size / partBytes) !== partCount) {
    throw new UploadError(
      "signature_mismatch",
      `${partCount} parts of ${partBytes} bytes are not a file of ${size} bytes`,
    );
  }
  const startedAtMs = host.platform.nowMs();
  const upload: SavedUpload = {
    serverUrl: host.serverUrl,
    owner,
    fingerprint,
    filePath,
    ext,
    bytes: size,
    startedAtMs,
    resumableUntilMs: startedAtMs + resumableSeconds * 1000,
    cosHost,
    objectKey,
    objectUrl,
    contentType,
    uploadToken,
    partBytes,
    partCount,
    checksums: new Map(),
    isCompleting: false,
  };
  return { upload, signedParts: readSignedParts(host, upload, response) };
}

/** What COS holds of an upload, with the signatures of the first parts that it lacks. */
export interface ListedUpload {
  /** The parts that COS holds with the right length. */
  readonly held: ReadonlySet<number>;
  readonly signedParts: readonly SignedPart[];
}

/** Requests the list of the parts that COS holds. @throws {UploadError} */
export async function listParts(host: MultipartHost, scope: CancelScope, upload: SavedUpload): Promise<ListedUpload> {
  const { uploadToken } = upload;
  const response = await host.post(scope, "/multipart/list", { uploadToken });
  const signedParts = readSignedParts(host, upload, response);
  const held = new Set<number>();
  for (const part of elementsOf(parseJsonObject(response.data)?.["held"])) {
    const { partNumber, bytes } = fieldsOf(part);
    const number = readCount(partNumber);
    if (number !== undefined && bytes === bytesOfPart(upload, number)) held.add(number);
  }
  return { held, signedParts };
}

/** Requests signatures of parts. `md5s`, in hex, are those of the parts, in the same order. @throws {UploadError} */
export async function signParts(
  host: MultipartHost,
  scope: CancelScope,
  upload: SavedUpload,
  partNumbers: readonly number[],
  md5s?: readonly string[],
): Promise<SignedPart[]> {
  const { uploadToken } = upload;
  return readSignedParts(host, upload, await host.post(scope, "/multipart/parts", { uploadToken, partNumbers, md5s }));
}

/** Whether a failure means that the upload can no longer be continued: it expired, was aborted or completed, or is another user's. */
export function isGone({ code, status = 0, remoteCode }: UploadError): boolean {
  if (code === "upload_refused") return remoteCode === "NoSuchUpload";
  return code === "sign_refused" && (status === 410 || remoteCode === "invalid_upload_token");
}
