import type { IncomingMessage } from "node:http";
import type { Body } from "./operations/operation.ts";

/**
 * A request's body, to be read once at most.
 *
 * @param onFirstRead runs when the reading begins: the moment to tell a client that waits with `Expect: 100-continue`
 */
export function requestBody(request: IncomingMessage, onFirstRead: () => void): Body {
  return {
    async *[Symbol.asyncIterator]() {
      onFirstRead();
      // Whoever stops reading early still has an answer to give: the connection has to stay.
      for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk;
    },
  };
}
