import { parseJsonObject } from "./answer-error";
import type { AuthorizedRequest } from "./authorized-request";
import type { Work } from "./cancellable";
import type { Job } from "./job";
import type { SignQuery } from "./prepare-file";
import { readSignature, type Signature, signatureMismatch } from "./sign-answer";
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
  const queries = jobs.map(({ file }) => file?.query);
  const answer = await request(
    work,
    jobs[1]
      ? {
          method: "POST",
          url: `${url}/batch`,
          header: { "Content-Type": "application/json" },
          data: JSON.stringify({ files: queries }),
        }
      : { method: "GET", url: url + queries.map(textOf) },
  );
  const body = parseJsonObject(answer.data);
  const uploads = jobs[1] ? body?.["uploads"] : [body];
  const signatures = jobs.map((_, index) =>
    readSignature(answer, Array.isArray(uploads) && uploads[index], isPut, platform.nowMs()),
  );
  if (new Set(signatures.map(({ object }) => object.objectKey)).size < jobs.length) throw signatureMismatch();
  return signatures;
}

const textOf = ({ ext, size, md5 }: Partial<SignQuery> = {}) =>
  `?ext=${ext}&size=${size}${md5 ? `&md5=${encodeURIComponent(md5)}` : ""}`;
