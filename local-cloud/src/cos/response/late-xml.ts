import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { XML_DECLARATION } from "./xml.ts";

const KEEP_ALIVE_MS = 5_000;

/**
 * The body of a response whose XML is still being computed: the XML declaration at once, then a space at each interval, then the XML.
 * Blanks may follow a declaration, but nothing may precede one.
 *
 * @param xml never rejects
 * @see Complete Multipart Upload (436/7742): white space keeps the connection alive
 */
export function lateXmlBody(xml: Promise<string>, keepAliveMs: number = KEEP_ALIVE_MS): Readable {
  return Readable.from(
    (async function* chunks() {
      yield XML_DECLARATION;
      for (let late = await firstOf(xml, keepAliveMs); ; late = await firstOf(xml, keepAliveMs)) {
        yield late ?? " ";
        if (late !== undefined) return;
      }
    })(),
    { objectMode: false },
  );
}

/** Resolves with the XML, or with undefined if it takes longer than the interval. */
async function firstOf(xml: Promise<string>, keepAliveMs: number): Promise<string | undefined> {
  const isThere = new AbortController();
  const interval = setTimeout(keepAliveMs, undefined, { signal: isThere.signal }).catch(() => undefined);
  try {
    return await Promise.race([xml, interval]);
  } finally {
    isThere.abort();
  }
}
