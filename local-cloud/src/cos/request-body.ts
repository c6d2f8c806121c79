import type { IncomingMessage } from "node:http";
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
    },
  };
}
