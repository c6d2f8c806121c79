import {
  type CancelScope,
  cancellable,
  type HttpRequest,
  type HttpResponse,
  UploadError,
} from "../../src/uploader/index";

/**
 * Sends a request by fetch. Redirects are not followed: a browser hides where they lead, so a redirect is a response of 302 without headers.
 *
 * @throws {UploadError} `network`, `timeout`
 */
export function fetchResponse(scope: CancelScope, request: HttpRequest): Promise<HttpResponse> {
  return cancellable<HttpResponse>(scope, (resolve, reject) => {
    const controller = new AbortController();
    const giveUp = () => reject(new UploadError("timeout", `no response within ${request.timeout} ms`));
    const timer = setTimeout(giveUp, request.timeout);
    send(request, controller.signal).then(resolve, (cause: unknown) => reject(networkError(request.url, cause)));
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  });
}

async function send({ method, url, header = {}, data }: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  const headers = new Headers(header);
  // Without a body there is no type to name, and a GET without one needs no preflight.
  if (data !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
  const response = await fetch(url, {
    method,
    headers,
    signal,
    ...(data !== undefined && { body: data }),
    redirect: "manual",
    credentials: "omit",
    cache: "no-store",
  });
  return {
    statusCode: response.type === "opaqueredirect" ? 302 : response.status,
    header: Object.fromEntries(response.headers),
    data: await response.text(),
  };
}

/** The error of a request without a response. A browser does not reveal the reason to the page, only to its console. */
export function networkError(url: string, cause: unknown): UploadError {
  const { host } = new URL(url, location.href);
  return new UploadError(
    "network",
    `no response from ${host}: there is no connection, or its CORS rules do not allow ${location.origin}; the browser's console shows which`,
    { cause },
  );
}
