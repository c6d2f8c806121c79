import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { Readable } from "node:stream";
import { sendAnswer } from "../../../src/cos/response/send-response.ts";

test("an answer with a header that can't stand in one – is not begun, and its body is closed", async () => {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const body = Readable.from(["a photo"]);
  await expect(sendAnswer(response, { status: 200, headers: { a: "b\r\nc: d" }, body })).rejects.toThrow(
    "Invalid character",
  );
  expect([response.headersSent, body.destroyed]).toEqual([false, true]);
});
