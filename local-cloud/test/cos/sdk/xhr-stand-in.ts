import { request as httpRequest, type OutgoingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";

/** The part of a browser's XMLHttpRequest that cos-js-sdk-v5 uses, over node:http, for a page of `http://localhost:5173`. */
export class XhrStandIn {
  status = 0;
  statusText = "";
  response = "";
  responseType = "";
  upload = {};
  onload: () => void = () => {};
  onerror: (error: unknown) => void = () => {};
  #method = "";
  #url = "";
  #headers: OutgoingHttpHeaders = { origin: "http://localhost:5173" };
  #responseHeaders = "";

  get responseText(): string {
    return this.response;
  }

  open(method: string, url: string): void {
    this.#method = method;
    this.#url = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers[name] = value;
  }

  getAllResponseHeaders(): string {
    return this.#responseHeaders;
  }

  abort(): void {}

  send(body: string | Blob): void {
    new Blob([body]).arrayBuffer().then((bytes) => this.#call(Buffer.from(bytes)), this.onerror);
  }

  #call(bytes: Buffer): void {
    const headers = { ...this.#headers, "content-length": bytes.length };
    const request = httpRequest(this.#url, { method: this.#method, headers, agent: false });
    request
      .on("error", (error) => this.onerror(error))
      .on("response", (response) => {
        this.status = response.statusCode ?? 0;
        this.#responseHeaders = readable(response.headers);
        text(response).then((body) => {
          this.response = body;
          this.onload();
        }, this.onerror);
      });
    request.end(bytes);
  }
}

/** The headers that CORS allows a page to read: none unless its origin is allowed, and otherwise the exposed ones. */
function readable(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  if (headers["access-control-allow-origin"] !== "http://localhost:5173") return "";
  const exposed = String(headers["access-control-expose-headers"] ?? "")
    .toLowerCase()
    .split(", ");
  const always = ["cache-control", "content-language", "content-type", "expires", "last-modified", "pragma"];
  return [...exposed, ...always]
    .filter((name) => headers[name] !== undefined)
    .map((name) => `${name}: ${headers[name]}\r\n`)
    .join("");
}
