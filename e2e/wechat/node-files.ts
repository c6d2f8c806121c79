import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

/** Largest amount that readFile reads at a time. FileSystemManager.readFile, "filePath" */
const MAX_READ_BYTES = 100 * 1024 * 1024;

interface Callbacks<Result> {
  success?(result: Result & { readonly errMsg: string }): void;
  fail?(failure: { readonly errMsg: string; readonly errno: number }): void;
}

interface PathOption<Result> extends Callbacks<Result> {
  readonly filePath: string;
}

interface FileInfo {
  readonly size: number;
  readonly digest?: string;
}

interface Stats {
  readonly stats: { readonly size: number };
}

/** A failure with WeChat's number. FileSystemManager, "FileError" */
class FileFailure extends Error {
  readonly errno: number;

  constructor(message: string, errno: number) {
    super(message);
    this.errno = errno;
  }
}

/** The part of `FileSystemManager` that the uploader uses, on the machine's own files. It never reads more than was requested. */
export function createNodeFiles() {
  /** Paths by descriptor. Each read opens the path again, so a phone that is killed leaves nothing open on this machine. */
  const opened = new Map<string, string>();
  let lastFd = 0;

  function pathOf(fd: string): string {
    const path = opened.get(fd);
    if (path === undefined) throw new FileFailure("bad file descriptor", 1_300_009);
    return path;
  }

  return {
    /** How many files are open. */
    get openCount() {
      return opened.size;
    },
    manager: {
      readFile: (
        option: PathOption<{ readonly data: ArrayBuffer }> & { readonly position?: number; readonly length?: number },
      ) =>
        call("readFile", option, async () => {
          const { filePath, position = 0 } = option;
          const size = await sizeOf(filePath);
          const length = option.length ?? size - position;
          if (length > MAX_READ_BYTES) {
            throw new FileFailure("the maximum size of the file storage limit is exceeded", 1_300_202);
          }
          const isWhole = option.position === undefined && option.length === undefined;
          const isInFile = position >= 0 && length >= 1 && position + length <= size;
          if (!isWhole && !isInFile) throw new FileFailure("invalid argument", 1_300_022);
          const data = new ArrayBuffer(length);
          await readInto(filePath, new Uint8Array(data), position);
          return { data };
        }),
      getFileInfo: (option: PathOption<FileInfo> & { readonly digestAlgorithm?: "md5" | "sha1" | "sha256" }) =>
        call("getFileInfo", option, async () => {
          const { filePath, digestAlgorithm } = option;
          const size = await sizeOf(filePath);
          if (digestAlgorithm === undefined) return { size };
          const hash = createHash(digestAlgorithm);
          await pipeline(createReadStream(filePath), hash);
          return { size, digest: hash.digest("hex") };
        }),
      stat: (option: Callbacks<Stats> & { readonly path: string }) =>
        call("stat", option, async () => ({ stats: { size: await sizeOf(option.path) } })),
      access: (option: Callbacks<object> & { readonly path: string }) =>
        call("access", option, async () => {
          await sizeOf(option.path);
          return {};
        }),
      open: (option: PathOption<{ readonly fd: string }> & { readonly flag?: string }) =>
        call("open", option, async () => {
          const { filePath, flag = "r" } = option;
          if (flag !== "r") throw new FileFailure("invalid flag", 1_302_003);
          await sizeOf(filePath);
          lastFd += 1;
          opened.set(String(lastFd), filePath);
          return { fd: String(lastFd) };
        }),
      read: (
        option: Callbacks<{ readonly bytesRead: number; readonly arrayBuffer: ArrayBuffer }> & {
          readonly fd: string;
          readonly arrayBuffer: ArrayBuffer;
          readonly offset?: number;
          readonly length?: number;
          readonly position: number;
        },
      ) =>
        call("read", option, async () => {
          const { fd, arrayBuffer, offset = 0, length = 0, position } = option;
          const path = pathOf(fd);
          const room = arrayBuffer.byteLength - offset;
          if (offset < 0 || room < 0) throw new FileFailure("value of offset is out of range", 1_301_007);
          if (length < 0 || length > room) throw new FileFailure("value of length is out of range", 1_301_006);
          if (position < 0) throw new FileFailure("value of position is out of range", 1_301_009);
          const bytesRead = await readInto(path, new Uint8Array(arrayBuffer, offset, length), position);
          return { bytesRead, arrayBuffer };
        }),
      fstat: (option: Callbacks<Stats> & { readonly fd: string }) =>
        call("fstat", option, async () => ({ stats: { size: await sizeOf(pathOf(option.fd)) } })),
      close: (option: Callbacks<object> & { readonly fd: string }) =>
        call("close", option, async () => {
          pathOf(option.fd);
          opened.delete(option.fd);
          return {};
        }),
    },
  };
}

function call<Result extends object>(
  name: string,
  { success, fail }: Callbacks<Result>,
  work: () => Promise<Result>,
): void {
  work().then(
    (result) => success?.({ ...result, errMsg: `${name}:ok` }),
    (error: Error) =>
      fail?.({
        errMsg: `${name}:fail ${error.message}`,
        errno: error instanceof FileFailure ? error.errno : 1_300_201,
      }),
  );
}

async function sizeOf(path: string): Promise<number> {
  const { size } = await stat(path).catch(() => {
    throw new FileFailure(`no such file or directory, open '${path}'`, 1_300_002);
  });
  return size;
}

/** Fills the bytes from a position of the file. Returns how many there were. */
async function readInto(path: string, bytes: Uint8Array, position: number): Promise<number> {
  const file = await open(path).catch(() => {
    throw new FileFailure(`no such file or directory, open '${path}'`, 1_300_002);
  });
  try {
    const { bytesRead } = await file.read(bytes, 0, bytes.byteLength, position);
    return bytesRead;
  } finally {
    await file.close();
  }
}
