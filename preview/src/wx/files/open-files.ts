import { WxFailure } from "../wx-failure.ts";
import { readBytes } from "./read-bytes.ts";
import type { TempFiles } from "./temp-files.ts";

/** A file that the mini program has opened. */
interface OpenFile {
  readonly file: Blob;
  /** Where the next read without a position begins. */
  position: number;
}

export interface ReadRequest {
  readonly fd: string;
  readonly arrayBuffer: ArrayBuffer;
  /** Where in the buffer the bytes go. @default 0 */
  readonly offset?: number;
  /** @default 0 */
  readonly length?: number;
  /** Where in the file to begin. @default the end of the previous read */
  readonly position?: number | null;
}

/** WeChat has a limit and does not publish it. A mini program that closes its files stays far below this one. */
const MAX_OPEN_FILES = 100;

/** The mini program's open files, by descriptor. They are only for reading, in slices: nothing reads a whole file into memory. */
export interface OpenFiles {
  /** Opens a file and returns its descriptor. @throws {WxFailure} */
  open(path: string, flag?: string): string;
  /** Reads at most `length` bytes into the buffer. Returns their number, which is smaller at the end of the file. @throws {WxFailure} */
  read(request: ReadRequest): Promise<number>;
  /** Returns a file's size in bytes. @throws {WxFailure} */
  sizeOf(fd: string): number;
  /** @throws {WxFailure} */
  close(fd: string): void;
}

/** https://developers.weixin.qq.com/miniprogram/dev/api/file/FileSystemManager.open.html, and read, fstat and close */
export function createOpenFiles(files: TempFiles): OpenFiles {
  const opened = new Map<string, OpenFile>();
  let lastFd = 0;

  function find(fd: string): OpenFile {
    const file = opened.get(fd);
    if (file === undefined) throw new WxFailure("bad file descriptor", 1_300_009);
    return file;
  }

  return {
    open(path, flag = "r") {
      if (flag !== "r") throw new WxFailure(`invalid flag ${flag}: the preview opens files only with "r"`, 1_302_003);
      const file = files.get(path);
      if (file === undefined) throw new WxFailure(`no such file or directory, open "${path}"`, 1_300_002);
      if (opened.size >= MAX_OPEN_FILES) throw new WxFailure("excced max concurrent fd limit", 1_302_002);
      lastFd += 1;
      opened.set(String(lastFd), { file, position: 0 });
      return String(lastFd);
    },
    async read({ fd, arrayBuffer, offset = 0, length = 0, position }) {
      const openFile = find(fd);
      if (!(arrayBuffer instanceof ArrayBuffer)) throw new WxFailure("array buffer does not exist", 1_302_005);
      const { byteLength } = arrayBuffer;
      if (!isWithin(offset, byteLength)) throw new WxFailure("value of offset is out of range", 1_301_007);
      if (!isWithin(length, byteLength - offset)) throw new WxFailure("value of length is out of range", 1_301_006);
      const start = position ?? openFile.position;
      if (!isWithin(start, Number.MAX_SAFE_INTEGER))
        throw new WxFailure("value of position is out of range", 1_301_009);
      const bytes = await readBytes(openFile.file.slice(start, start + length));
      new Uint8Array(arrayBuffer).set(new Uint8Array(bytes), offset);
      if (position === undefined || position === null) openFile.position = start + bytes.byteLength;
      return bytes.byteLength;
    },
    sizeOf: (fd) => find(fd).file.size,
    close(fd) {
      find(fd);
      opened.delete(fd);
    },
  };
}

function isWithin(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}
