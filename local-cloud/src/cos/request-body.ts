import type { IncomingMessage } from "node:http";
import { CosError } from "./errors.ts";
import type { Body } from "./operations/operation.ts";

/**
 * Makes a request's body readable, once at most.
 *
 * @param onFirstRead called when reading begins. This is the moment to send 100 Continue to a waiting client
 */
export function requestBody(request: IncomingMessage, onFirstRead: () => void): Body {
  return {
    async *[Symbol.asyncIterator]() {
      onFirstRead();
      // A reader that stops early still has to send a response, so the connection must stay open.
      for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk;
      // A header that comes after the body must not be dropped either: x-cos-forbid-overwrite, Content-MD5.
      if (request.rawTrailers.length > 0)
        throw new CosError("InvalidRequest", "The request has headers after its body.");
    },
  };
}
