import { parseJsonObject } from "./answer-error";
import type { AuthorizedRequest } from "./authorized-request";
import type { Work } from "./cancellable";
import type { Job } from "./job";
import type { PreparedFile } from "./prepare-file";
import { readSignature, type Signature } from "./sign-answer";
import { UploadError } from "./upload-error";
import type { UploaderOptions } from "./uploader-options";

/**
 * Asks the signing server for signatures, believes nothing that it has not checked, and gives them in order.
 *
 * @param request sends a request in the name of who is logged in
 * @param jobs 1 to 20 whose files go by one method: one is asked for by GET, several by one POST
 * @throws {UploadError} for an answer that refuses or makes no sense
 */
export async function requestSignatures(
  { platform, serverUrl }: UploaderOptions,
  request: AuthorizedRequest,
  work: Work,
  jobs: readonly Job[],
): Promise<Signature[]> {
  const isPut = jobs[0]?.file?.method === "put";
  const url = serverUrl.replace(/\/*$/, isPut ? "/put-sign" : "/post-policy");
  const files = jobs.map(({ file }) => file && { ext: file.ext, size: file.size, md5: file.md5 });
  const answer = await request(
    work,
    jobs[1]
      ? {
          method: "POST",
          url: `${url}/batch`,
          header: { "Content-Type": "application/json" },
          data: JSON.stringify({ files }),
        }
      : { method: "GET", url: url + files.map(textOf) },
  );
  const body = parseJsonObject(answer.data);
  const uploads = jobs[1] ? body?.["uploads"] : [body];
  const signatures = jobs.map((_, index) =>
    readSignature(answer, Array.isArray(uploads) && uploads[index], isPut, platform.nowMs()),
  );
  if (new Set(signatures.map(({ cosKey }) => cosKey)).size < jobs.length) throw new UploadError("signature_mismatch");
  return signatures;
}

const textOf = ({ ext, size, md5 }: Partial<PreparedFile> = {}) =>
  `?ext=${ext}&size=${size}${md5 ? `&md5=${md5}` : ""}`;
