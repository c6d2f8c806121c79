import { cancellable, createCancelScope } from "../../cancel-scope";
import type { MultipartFile, MultipartHost, MultipartRun } from "../../multipart-sender";
import type { Attempts } from "../attempts";
import type { SavedUpload } from "../saved/saved-upload";
import { abortUpload } from "./abort";
import { readStart, type StartedUpload } from "./multipart-calls";

/** Statuses of a server without multipart uploads: an older one, or one without the keys for them. */
const UNSUPPORTED: readonly number[] = [404, 405, 501];

/**
 * Starts an upload on COS.
 *
 * The request is not part of the run. If the run is closed before the response arrives, the upload is aborted: otherwise nobody would know
 * of it.
 *
 * @param ownerOf the owner, by the token of the request
 * @returns undefined if the server has no multipart uploads
 * @throws {UploadError}
 */
export async function startUpload(
  host: MultipartHost,
  run: MultipartRun,
  file: MultipartFile,
  fingerprint: SavedUpload["fingerprint"],
  attempts: Attempts,
  ownerOf: (token: string | undefined) => string,
): Promise<StartedUpload | undefined> {
  const { ext, size } = file;
  // The same for each attempt, so that the server counts the file once against the quota.
  const header = { "Idempotency-Key": createKey(host) };
  const request = async () => {
    const scope = createCancelScope();
    const response = await host.post(scope, "/multipart", { ext, size }, header);
    if (UNSUPPORTED.includes(response.statusCode)) return undefined;
    const owner = ownerOf(await host.token(scope));
    return readStart(host, response, file, { fingerprint, owner });
  };
  return attempts.repeat("sign", () => {
    run.showState({ name: "signing", attempt: attempts.current() });
    return cancellable<StartedUpload | undefined>(run, (resolve, reject) => {
      const onStarted = (started: StartedUpload | undefined) => {
        if (run.isClosed && started) abortUpload(host, started.upload).catch(() => {});
        resolve(started);
      };
      request().then(onStarted, reject);
      return undefined;
    });
  });
}

/** 128 random bits. */
function createKey({ platform }: MultipartHost): string {
  return Array.from({ length: 32 }, () => Math.floor(platform.random() * 16).toString(16)).join("");
}
