import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { basename } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { PROFILE } from "../../miniprogram/test/fakes/wechat-results.ts";
import { connect, type Hosts } from "./connect.ts";
import { failReason } from "./request.ts";

const BOUNDARY = "----wechat-e2e-7f3a9c";

/** `wx.uploadFile`: a multipart POST of the form's fields and then the file, streamed from disk, with real progress. */
export function uploadFile(hosts: Hosts, option: WechatMiniprogram.UploadFileOption): WechatMiniprogram.UploadTask {
  const abortion = new AbortController();
  const headersListeners = new Set<WechatMiniprogram.DownloadTaskOnHeadersReceivedCallback>();
  const progressListeners = new Set<WechatMiniprogram.UploadTaskOnProgressUpdateCallback>();

  async function run(): Promise<void> {
    const head = Buffer.from(formHead(option));
    const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
    const { size } = await stat(option.filePath).catch(() => {
      throw new Error("fail file not found");
    });
    const totalBytes = head.length + size + tail.length;
    const outgoing = connect(hosts, option.url, option.header ?? {}, {
      method: "POST",
      signal: abortion.signal,
      timeout: option.timeout ?? 60_000,
      headers: { "Content-Type": `multipart/form-data; boundary=${BOUNDARY}`, "Content-Length": totalBytes },
    });
    const responded = new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.on("response", resolve).on("error", reject);
    });
    const sending = pipeline(parts(head, option.filePath, tail, report(totalBytes)), outgoing);
    // A server may reject the request before it has read the whole body. Ignore errors of sending the rest.
    sending.catch(() => {});
    const response = await responded;
    for (const notify of headersListeners) notify({ header: response.headers });
    const data = await text(response);
    option.success?.({ statusCode: response.statusCode ?? 0, data, profile: PROFILE, errMsg: "uploadFile:ok" });
  }

  function report(totalBytes: number): (sentBytes: number) => void {
    return (sentBytes) => {
      const progress = Math.floor((sentBytes / totalBytes) * 100);
      for (const notify of progressListeners) {
        notify({ progress, totalBytesSent: sentBytes, totalBytesExpectedToSend: totalBytes });
      }
    };
  }

  run().catch((error: Error) => {
    option.fail?.({ errMsg: `uploadFile:${abortion.signal.aborted ? "fail abort" : failReason(error)}` });
  });
  return {
    abort: () => abortion.abort(),
    onHeadersReceived: (listener) => void headersListeners.add(listener),
    offHeadersReceived: (listener) => void (listener && headersListeners.delete(listener)),
    onProgressUpdate: (listener) => void progressListeners.add(listener),
    offProgressUpdate: (listener) => void (listener && progressListeners.delete(listener)),
  };
}

async function* parts(head: Buffer, filePath: string, tail: Buffer, report: (sentBytes: number) => void) {
  let sentBytes = 0;
  for await (const chunk of chain(head, filePath, tail)) {
    yield chunk;
    sentBytes += chunk.length;
    report(sentBytes);
  }
}

async function* chain(head: Buffer, filePath: string, tail: Buffer): AsyncGenerator<Buffer> {
  yield head;
  yield* createReadStream(filePath);
  yield tail;
}

function formHead({ formData = {}, name, filePath }: WechatMiniprogram.UploadFileOption): string {
  const fields = Object.entries(formData).map(
    ([field, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${String(value)}\r\n`,
  );
  const fileName = basename(filePath).replaceAll('"', "%22");
  const disposition = `Content-Disposition: form-data; name="${name}"; filename="${fileName}"`;
  return `${fields.join("")}--${BOUNDARY}\r\n${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`;
}
