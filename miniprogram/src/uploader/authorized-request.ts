import type { Work } from "./cancellable";
import type { HttpAnswer, HttpRequest } from "./platform";
import { asUploadError } from "./upload-error";
import type { UploaderOptions } from "./uploader-options";

/** Sends a request in the name of who is logged in. */
export type AuthorizedRequest = (work: Work, request: Omit<HttpRequest, "timeout">) => Promise<HttpAnswer>;

/**
 * Requests in the name of who is logged in. Tokens come by `authorize`: one at a time for all requests that wait, and another when the
 * server refuses one. A request is repeated once; a second 401 is the answer.
 *
 * @param life what ends with the uploader
 * @throws {UploadError} `login_failed` where `authorize` fails
 */
export function createAuthorizedRequest(
  { platform, authorize, signTimeoutMs: timeout = 10_000 }: UploaderOptions,
  life: Work,
): AuthorizedRequest {
  let login: Promise<string | undefined> | undefined;

  function logIn(refused?: string): Promise<string | undefined> {
    const asked = async () => {
      const token = await authorize?.(refused, life);
      if (token === "") throw new TypeError("authorize() gave no token");
      return token;
    };
    login = asked().catch((cause) => {
      login = undefined;
      throw asUploadError(cause, "sign", "login_failed");
    });
    return login;
  }

  return async function send(work, request, mayRepeat = true): Promise<HttpAnswer> {
    const own = login ?? logIn();
    const token = await own;
    const header = { ...request.header, ...(token && { Authorization: `Bearer ${token}` }) };
    const answer = await platform.request(work, { ...request, header, timeout });
    if (answer.statusCode !== 401 || !mayRepeat) return answer;
    // Unless another request's 401 has led to a new one since.
    return (await (login === own ? logIn(token ?? "") : login)) ? send(work, request, false) : answer;
  };
}
