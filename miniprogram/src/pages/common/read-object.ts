import { callWechat } from "../../components/cos-uploader/wechat/call";
import { fieldsOf, readCount, readText } from "../../uploader/platform-values";
import type { ReadingCalls } from "./wechat";

/**
 * What became of reading an object:
 *
 * - `there` it can be read
 * - `gone` there is no such object
 * - `ended` the URL no longer works
 * - `unknown` there was no response, or one that says neither
 */
export type Reading = "there" | "gone" | "ended" | "unknown";

/** A file on the phone. */
export interface DownloadedFile {
  readonly reading: Reading;
  /** Empty unless it is `there`. */
  readonly filePath: string;
}

const LOOK_TIMEOUT_MS = 10_000;

/** For a file of WeChat's largest download of 200 MB, at 3 Mbit/s. */
const DOWNLOAD_TIMEOUT_MS = 600_000;

/** A little longer than WeChat's own time limit, because WeChat may never call back. */
const GRACE_MS = 5_000;

/** Reads the first byte of an object. Never rejects. */
export async function lookAt(wechat: Pick<ReadingCalls, "request">, url: string): Promise<Reading> {
  const outcome = await callWechat(
    (callbacks) =>
      wechat.request({
        url,
        header: { Range: "bytes=0-0" },
        responseType: "arraybuffer",
        timeout: LOOK_TIMEOUT_MS,
        ...callbacks,
      }),
    LOOK_TIMEOUT_MS + GRACE_MS,
  );
  return outcome.name === "success" ? readingOf(outcome.result) : "unknown";
}

/** Downloads an object to a temporary file. Never rejects. */
export async function downloadObject(wechat: Pick<ReadingCalls, "downloadFile">, url: string): Promise<DownloadedFile> {
  const outcome = await callWechat(
    (callbacks) => wechat.downloadFile({ url, timeout: DOWNLOAD_TIMEOUT_MS, ...callbacks }),
    DOWNLOAD_TIMEOUT_MS + GRACE_MS,
  );
  if (outcome.name === "failure") return { reading: "unknown", filePath: "" };
  const reading = readingOf(outcome.result);
  const filePath = readText(fieldsOf(outcome.result)["tempFilePath"]) ?? "";
  if (reading === "there" && filePath === "") return { reading: "unknown", filePath };
  return { reading, filePath: reading === "there" ? filePath : "" };
}

/** An object without a byte has no first one: 416. */
function readingOf(result: unknown): Reading {
  const status = readCount(fieldsOf(result)["statusCode"]);
  if (status === 200 || status === 206 || status === 416) return "there";
  if (status === 404) return "gone";
  return status === 403 ? "ended" : "unknown";
}
