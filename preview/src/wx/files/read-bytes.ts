import { WxFailure } from "../wx-failure.ts";

/** Reads a file's bytes, or those of a slice. A browser reads a picked file only now, so the file may no longer exist. @throws {WxFailure} */
export async function readBytes(file: Blob): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch {
    throw new WxFailure("no such file or directory", 1_300_002);
  }
}
