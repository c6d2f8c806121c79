import { text } from "node:stream/consumers";
import { lateXmlBody } from "../../../src/cos/response/late-xml.ts";

test("begins with the declaration, sends blanks at each interval, and ends with the XML", async () => {
  let finish: (xml: string) => void = () => {};
  const xml = new Promise<string>((resolve) => {
    finish = resolve;
  });
  const body = lateXmlBody(xml, 1);
  let received = "";
  body.on("data", (chunk) => {
    received += chunk;
    if (received.endsWith("   ")) finish("<a></a>");
  });
  await new Promise((resolve) => body.once("end", resolve));
  expect(received).toMatch(/^<\?xml version='1.0' encoding='utf-8' \?> {3,}<a><\/a>$/);
});

test("sends no blank if the XML is there at once", async () => {
  expect(await text(lateXmlBody(Promise.resolve("<a></a>")))).toBe("<?xml version='1.0' encoding='utf-8' ?><a></a>");
});
