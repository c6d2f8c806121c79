import { parseJsonObject } from "./answer-error";
import { authorizedRequest } from "./authorized-request";
import type { Work } from "./cancellable";
import type { Job } from "./job";
import type { PreparedFile } from "./prepare-file";
import { readSignature, type Signature } from "./sign-answer";
import type { UploaderOptions } from "./uploader-options";

/**
 * Asks the signing server for signatures, believes nothing that it has not checked, and gives them in order.
 *
 * @param jobs 1 to 20 whose files go by one method: one is asked for by GET, several by one POST
 * @param work what the request is for
 * @throws {UploadError} for an answer that refuses or makes no sense
 */
export async function requestSignatures(
  options: UploaderOptions,
  jobs: readonly Job[],
  work: Work,
): Promise<Signature[]> {
  const isPut = jobs[0]?.file?.method === "put";
  const url = options.serverUrl.replace(/\/*$/, isPut ? "/put-sign" : "/post-policy");
  const files = jobs.map(({ file }) => file && { ext: file.ext, size: file.size, md5: file.md5 });
  const answer = await authorizedRequest(
    options,
    jobs[1]
      ? { method: "POST", url: `${url}/batch`, data: JSON.stringify({ files }) }
      : { method: "GET", url: url + files.map(textOf) },
    work,
  );
  const body = parseJsonObject(answer.data);
  const listed = jobs[1] ? body?.["uploads"] : [body];
  const uploads: readonly unknown[] = Array.isArray(listed) ? listed : [];
  return jobs.map((_, index) => readSignature(answer, uploads[index], isPut, options));
}

const textOf = ({ ext, size, md5 }: Partial<PreparedFile> = {}) =>
  `?ext=${ext}&size=${size}${md5 ? `&md5=${md5}` : ""}`;
