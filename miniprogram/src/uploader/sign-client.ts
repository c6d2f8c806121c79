import { parseJsonObject } from "./answer-error";
import type { SignRequest } from "./authorized-request";
import type { HttpAnswer } from "./platform";
import type { PreparedFile } from "./prepare-file";
import { readSignature, type Signature, signatureMismatch } from "./sign-answer";
import type { UploaderOptions } from "./uploader-options";

/**
 * Asks the signing server for signatures, believes nothing that it has not checked, and gives them in order.
 *
 * @param request sends a request in the name of who is logged in
 * @param files 1 to 20 that go by one method: one is asked for by GET, several by one POST
 * @throws {UploadError} for an answer that refuses or makes no sense
 */
export async function requestSignatures(
  { platform, serverUrl }: UploaderOptions,
  request: (request: SignRequest) => Promise<HttpAnswer>,
  files: readonly PreparedFile[],
): Promise<Signature[]> {
  const isPut = files[0]?.method === "put";
  const url = serverUrl.replace(/\/*$/, isPut ? "/put-sign" : "/post-policy");
  const queries = files.map(({ query }) => query);
  const answer = await request(
    files[1]
      ? {
          method: "POST",
          url: `${url}/batch`,
          header: { "Content-Type": "application/json" },
          data: JSON.stringify({ files: queries }),
        }
      : { method: "GET", url: url + queries.map(textOf) },
  );
  const body = parseJsonObject(answer.data);
  const uploads = files[1] ? body?.["uploads"] : [body];
  const signatures = files.map((_, index) =>
    readSignature(answer, Array.isArray(uploads) && uploads[index], isPut, platform.nowMs()),
  );
  if (new Set(signatures.map(({ object }) => object.objectKey)).size < files.length) throw signatureMismatch();
  return signatures;
}

const textOf = ({ ext, size, md5 }: PreparedFile["query"]) =>
  `?ext=${ext}&size=${size}${md5 ? `&md5=${encodeURIComponent(md5)}` : ""}`;
