import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import type { WechatApi } from "@wx-cos-upload/miniprogram/wechat-platform";
import type { Hosts } from "./connect.ts";
import { request } from "./request.ts";
import { uploadFile } from "./upload-file.ts";

/** readFile takes no larger file. FileSystemManager.readFile, "filePath" */
const MAX_READ_BYTES = 100 * 1024 * 1024;

/** The part of `wx` that the uploader uses, over Node's sockets and files. Paths are the machine's own. */
export function createNodeWechat(hosts: Hosts = {}): WechatApi {
  return {
    request: (option) => request(hosts, option),
    uploadFile: (option) => uploadFile(hosts, option),
    getFileSystemManager: () => ({
      readFile({ filePath, success, fail }) {
        read(filePath).then(
          (bytes) => success?.({ data: bytes, errMsg: "readFile:ok" }),
          (error: Error) => fail?.({ errMsg: `readFile:fail ${error.message}`, errCode: 1_300_002 }),
        );
      },
      getFileInfo({ filePath, digestAlgorithm = "md5", success, fail }) {
        read(filePath).then(
          (bytes) => {
            const digest = createHash(digestAlgorithm).update(Buffer.from(bytes)).digest("hex");
            success?.({ size: bytes.byteLength, digest, errMsg: "getFileInfo:ok" });
          },
          (error: Error) => fail?.({ errMsg: `getFileInfo:fail ${error.message}`, errCode: 1_300_002 }),
        );
      },
    }),
  };
}

async function read(filePath: string): Promise<ArrayBuffer> {
  const { size } = await stat(filePath).catch(() => {
    throw new Error(`no such file or directory, open '${filePath}'`);
  });
  if (size > MAX_READ_BYTES) throw new Error("the file is over 100 MB");
  return Uint8Array.from(await readFile(filePath)).buffer;
}
