import type { CancelScope } from "./cancel-scope";
import type { FileData, FileRange, Platform } from "./platform";
import { readCount, readText } from "./platform-values";
import { UploadError } from "./upload-error";
import type { WechatFiles, WechatRead } from "./wechat-api";
import { call, isBytes } from "./wechat-call";

/**
 * Creates the port's `readFile`. A range that has a position is read through a file descriptor if the base library has one: `readFile` is
 * documented for files of at most 100 MB, and only `read` reports how many bytes it read.
 *
 * @see https://developers.weixin.qq.com/miniprogram/dev/api/file/FileSystemManager.read.html
 */
export function createFileReader(files: WechatFiles): Platform["readFile"] {
  const readFile = call<FileRange, FileData>(
    (option) => void files.readFile(option),
    ({ data }) => (isBytes(data) ? { data } : undefined),
  );
  const open = call<{ readonly filePath: string; readonly flag: "r" }, string>(
    (option) => void files.open?.(option),
    ({ fd }) => readText(fd),
  );
  const read = call<WechatRead, FileData>(
    (option) => void files.read?.(option),
    ({ bytesRead, arrayBuffer }) => {
      const bytes = readCount(bytesRead);
      return bytes !== undefined && isBytes(arrayBuffer) ? { data: trim(arrayBuffer, bytes) } : undefined;
    },
  );
  const close = call<{ readonly fd: string }, true>(
    (option) => void files.close?.(option),
    () => true,
  );

  async function readByDescriptor(scope: CancelScope, { filePath, position, length }: WholeRange): Promise<FileData> {
    const fd = await open(scope, { filePath, flag: "r" });
    const closeFile = () => void close({ isClosed: false, cleanUps: new Set() }, { fd }).catch(() => {});
    // Also when the read is cancelled: a mini program has few descriptors.
    scope.cleanUps.add(closeFile);
    try {
      return await read(scope, { fd, arrayBuffer: new ArrayBuffer(length), length, position });
    } finally {
      if (scope.cleanUps.delete(closeFile)) closeFile();
    }
  }

  return async (scope, range) => {
    const { position, length } = range;
    const hasDescriptors = files.open !== undefined && files.read !== undefined && files.close !== undefined;
    if (position === undefined || length === undefined || !hasDescriptors) return readFile(scope, range);
    try {
      return await readByDescriptor(scope, { ...range, position, length });
    } catch (error) {
      // Some hosts have these calls and cannot use them.
      if (error instanceof UploadError && error.code === "file_unreadable") return readFile(scope, range);
      throw error;
    }
  };
}

type WholeRange = Required<FileRange>;

/** Without the rest of the buffer, if fewer bytes were read than it holds. */
function trim(buffer: ArrayBuffer, bytes: number): ArrayBuffer {
  return bytes < buffer.byteLength ? buffer.slice(0, bytes) : buffer;
}
