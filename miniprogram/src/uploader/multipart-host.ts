import { authorizedRequest, requestToken } from "./authorized-request";
import type { WaitUntil } from "./cancel-scope";
import type { MultipartHost } from "./multipart-sender";
import { type Obstacles, waitForObstacles } from "./obstacles";
import { responseError } from "./response-error";
import { retryDelay } from "./retry-delay";
import { signError } from "./signature";
import type { UploaderOptions } from "./uploader-options";

/** A part that arrives resets the count, so this many attempts fail only if nothing arrives for a minute or two. */
const MAX_ATTEMPTS = 10;

/** Creates what multipart uploads use of the uploader. */
export function createMultipartHost(
  options: UploaderOptions,
  obstacles: Obstacles,
  waitUntil: WaitUntil,
): MultipartHost {
  const { platform, serverUrl } = options;
  const retry = { maxAttempts: MAX_ATTEMPTS, ...options.retry };
  return {
    platform,
    serverUrl,
    post(scope, path, body, header = {}) {
      const url = serverUrl.replace(/\/*$/, path);
      return authorizedRequest(options, { method: "POST", url, header, data: JSON.stringify(body) }, scope);
    },
    token: (scope, rejectedToken) => requestToken(options, scope, rejectedToken),
    waitForObstacles: (run, scope) => waitForObstacles(run, scope, obstacles, waitUntil),
    isHindered: () => obstacles.size > 0,
    retryDelay: (error, attempt) => retryDelay(error, attempt, { ...options, retry }),
    signError,
    cosError: (response) => responseError("upload_refused", response),
  };
}
