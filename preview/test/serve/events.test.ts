import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import { createEventStream } from "../../src/serve/events.ts";

test("an open stream gets comments, so that no server closes it as inactive", async () => {
  const events = createEventStream(5);
  const server = createServer(events.open).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const [stream]: IncomingMessage[] = await once(get({ port: address.port, host: "127.0.0.1" }), "response");
  let received = "";
  for await (const chunk of stream ?? []) {
    received += String(chunk);
    if (received.includes(":\n\n:\n\n")) break;
  }
  expect(received).toMatch(/^retry: 500\n\n(?::\n\n)+$/);
  events.close();
  server.close();
  await once(server, "close");
});
