import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { Readable } from "node:stream";
import { sendResponse } from "../../../src/cos/response/send-response.ts";

test("an response with a header that can't stand in one – is not begun, and its body is closed", async () => {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const body = Readable.from(["a photo"]);
  await expect(sendResponse(response, { status: 200, headers: { a: "b\r\nc: d" }, body })).rejects.toThrow(
    "Invalid character",
  );
  expect([response.headersSent, body.destroyed]).toEqual([false, true]);
});
