import { authorizedRequest } from "./authorized-request";
import type { CancelScope } from "./cancel-scope";
import type { HttpRequest } from "./platform";
import type { PreparedFile } from "./prepare-file";
import { parseJsonObject } from "./response-error";
import { readSignature, type Signature } from "./signature";
import type { UploaderOptions } from "./uploader-options";

/**
 * Requests signatures: one by GET, several by one POST. Validates every field of the response.
 *
 * @param files 1 to 20 files with the same method
 * @param scope what the request is part of
 * @returns their signatures, in order
 * @throws {UploadError} for a rejection or a response without valid signatures
 */
export async function requestSignatures(
  options: UploaderOptions,
  files: readonly PreparedFile[],
  scope: CancelScope,
): Promise<Signature[]> {
  const isPut = files[0]?.method === "put";
  const isBatch = files.length > 1;
  const path = isPut ? "/put-sign" : "/post-policy";
  const url = options.serverUrl.replace(/\/*$/, path);
  const response = await authorizedRequest(
    options,
    isBatch ? batchRequest(url, files) : singleRequest(url, files),
    scope,
  );
  const body = parseJsonObject(response.data);
  const listed = isBatch ? body?.["uploads"] : [body];
  const uploads: readonly unknown[] = Array.isArray(listed) ? listed : [];
  return files.map((_, index) => readSignature(response, uploads[index], isPut, options));
}

type SignRequest = Pick<HttpRequest, "method" | "url" | "data">;

function batchRequest(url: string, prepared: readonly PreparedFile[]): SignRequest {
  const files = prepared.map(({ ext, size, md5 }) => ({ ext, size, md5 }));
  return { method: "POST", url: `${url}/batch`, data: JSON.stringify({ files }) };
}

function singleRequest(url: string, [file]: readonly PreparedFile[]): SignRequest {
  const md5 = file?.md5 ? `&md5=${file.md5}` : "";
  return { method: "GET", url: `${url}?ext=${file?.ext}&size=${file?.size}${md5}` };
}
