import {
  type CancelScope,
  cancellable,
  type FormUpload,
  type HttpResponse,
  UploadError,
  type UploadProgress,
} from "../../src/uploader/index";
import { networkError } from "./fetch-response";

/** The form's name for every file, because the real name may be private. COS ignores it. */
const FILE_NAME = "file";

/**
 * POSTs a form with a file. XMLHttpRequest, because fetch reports no progress. It follows redirects, which COS never sends.
 *
 * @throws {UploadError} `network`, `timeout`, `interrupted` if the browser aborts the request by itself
 */
export function postForm(
  scope: CancelScope,
  { url, name, formData, timeout }: FormUpload,
  file: Blob,
  onProgress: (progress: UploadProgress) => void,
): Promise<HttpResponse> {
  return cancellable<HttpResponse>(scope, (resolve, reject) => {
    const body = new FormData();
    for (const [field, value] of Object.entries(formData)) body.append(field, value);
    body.append(name, file, FILE_NAME);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.timeout = timeout;
    request.upload.onprogress = ({ loaded, total }) => {
      onProgress({ totalBytesSent: loaded, totalBytesExpectedToSend: total });
    };
    request.onload = () => resolve(responseOf(request));
    request.onerror = () => reject(networkError(url, undefined));
    request.ontimeout = () => reject(new UploadError("timeout", `no response within ${timeout} ms`));
    request.onabort = () => reject(new UploadError("interrupted", "the browser aborted the request"));
    request.send(body);
    return (isCancelled) => {
      request.upload.onprogress = null;
      if (isCancelled) request.abort();
    };
  });
}

function responseOf(request: XMLHttpRequest): HttpResponse {
  const header: Record<string, string> = {};
  for (const line of request.getAllResponseHeaders().split("\r\n")) {
    const end = line.indexOf(":");
    if (end > 0) header[line.slice(0, end).toLowerCase()] = line.slice(end + 1).trim();
  }
  return { statusCode: request.status, header, data: request.responseText };
}
