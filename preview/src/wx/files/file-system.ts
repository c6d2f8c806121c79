import { md5, sha1 } from "@noble/hashes/legacy";
import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex } from "@noble/hashes/utils";
import { type Callbacks, call } from "../call.ts";
import { withUnsupportedCalls } from "../unsupported-calls.ts";
import { WxFailure } from "../wx-failure.ts";
import { createOpenFiles, type ReadRequest } from "./open-files.ts";
import { readBytes } from "./read-bytes.ts";
import type { TempFiles } from "./temp-files.ts";

/** Largest size that readFile accepts. https://developers.weixin.qq.com/miniprogram/dev/api/file/FileSystemManager.readFile.html */
const MAX_READ_BYTES = 100 * 1024 * 1024;

const DIGESTS = { md5, sha1, sha256 };

interface PathOption {
  readonly filePath: string;
}

/** Creates the result of `wx.getFileSystemManager()` for the page's temporary files. */
export function createFileSystem(files: TempFiles, report: (message: string) => void) {
  return withUnsupportedCalls("FileSystemManager", createFileCalls(files), report);
}

/** Creates the calls of FileSystemManager that the preview supports. */
export function createFileCalls(files: TempFiles) {
  function open(path: string): Blob {
    const file = files.get(path);
    if (file === undefined) throw new WxFailure(`no such file or directory, open "${path}"`, 1_300_002);
    return file;
  }

  const openFiles = createOpenFiles(files);
  return {
    open: (option: PathOption & Callbacks<object> & { readonly flag?: string }) =>
      call("open", option, () => ({ fd: openFiles.open(option.filePath, option.flag) })),
    read: (option: ReadRequest & Callbacks<object>) =>
      call("read", option, async () => ({
        bytesRead: await openFiles.read(option),
        arrayBuffer: option.arrayBuffer,
      })),
    fstat: (option: { readonly fd: string } & Callbacks<object>) =>
      call("fstat", option, () => ({ stats: statsOf(openFiles.sizeOf(option.fd)) })),
    close: (option: { readonly fd: string } & Callbacks<object>) =>
      call("close", option, () => {
        openFiles.close(option.fd);
        return {};
      }),
    readFile: (option: PathOption & Callbacks<object> & { encoding?: string; position?: number; length?: number }) =>
      call("readFile", option, async () => ({ data: await read(open(option.filePath), option) })),
    getFileInfo: (option: PathOption & Callbacks<object> & { digestAlgorithm?: string }) =>
      call("getFileInfo", option, async () => {
        const file = open(option.filePath);
        return { size: file.size, ...(await digest(file, option.digestAlgorithm)) };
      }),
    stat: (option: { readonly path: string } & Callbacks<object>) =>
      call("stat", option, () => ({ stats: statsOf(open(option.path).size) })),
    access: (option: { readonly path: string } & Callbacks<object>) =>
      call("access", option, () => {
        open(option.path);
        return {};
      }),
    unlink: (option: PathOption & Callbacks<object>) =>
      call("unlink", option, () => {
        open(option.filePath);
        files.remove(option.filePath);
        return {};
      }),
    writeFile: (option: PathOption & Callbacks<object> & { data: string | ArrayBuffer }) =>
      call("writeFile", option, () => {
        files.set(option.filePath, new Blob([option.data]));
        return {};
      }),
  };
}

function statsOf(size: number) {
  return { size, mode: 0o100644, isFile: () => true, isDirectory: () => false };
}

/** WeChat documents `position` as an index of the file, and `length` as 1 up to the rest of the file. */
async function read(file: Blob, option: { encoding?: string; position?: number; length?: number }) {
  const { encoding, position = 0, length = file.size - position } = option;
  const isWhole = option.position === undefined && option.length === undefined;
  const isInFile = position >= 0 && length >= 1 && position + length <= file.size;
  if (!isWhole && !isInFile) throw new WxFailure("invalid argument, position or length is out of range", 1_300_022);
  if (length > MAX_READ_BYTES) throw new WxFailure("the maximum size of the file storage limit is exceeded", 1_300_202);
  const part = file.slice(position, position + length);
  if (encoding === undefined) return readBytes(part);
  if (encoding !== "utf8" && encoding !== "utf-8")
    throw new WxFailure(`the preview does not support encoding ${encoding}`);
  return part.text();
}

async function digest(file: Blob, algorithm: string | undefined): Promise<{ digest?: string }> {
  if (algorithm === undefined) return {};
  if (!isDigest(algorithm)) throw new WxFailure(`invalid digestAlgorithm ${algorithm}`);
  return { digest: bytesToHex(DIGESTS[algorithm](new Uint8Array(await readBytes(file)))) };
}

function isDigest(name: string): name is keyof typeof DIGESTS {
  return name in DIGESTS;
}
