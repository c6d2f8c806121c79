import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { Readable } from "node:stream";
import { sendResponse } from "../../../src/cos/response/send-response.ts";

test("sends nothing of a response with an invalid header, and closes its body", async () => {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const body = Readable.from(["a photo"]);
  await expect(sendResponse(response, { status: 200, headers: { a: "b\r\nc: d" }, body })).rejects.toThrow(
    "Invalid character",
  );
  expect([response.headersSent, body.destroyed]).toEqual([false, true]);
});
