import { type CancelScope, cancellable, createCancelScope } from "./cancel-scope";
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

  function readByDescriptor(scope: CancelScope, { filePath, position, length }: WholeRange): Promise<FileData> {
    return cancellable<FileData>(scope, (resolve, reject) => {
      // Not the caller's scope: a file that is opened late still has to be closed, because a mini program may open only a few.
      const work = createCancelScope();
      let isOver = false;
      let descriptor: string | undefined;
      const closeFile = () => {
        if (descriptor !== undefined) close(work, { fd: descriptor }).catch(() => {});
      };
      const openAndRead = async () => {
        descriptor = await open(work, { filePath, flag: "r" });
        if (isOver) closeFile();
        else resolve(await read(work, { fd: descriptor, arrayBuffer: new ArrayBuffer(length), length, position }));
      };
      openAndRead().catch(reject);
      return () => {
        isOver = true;
        closeFile();
      };
    });
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
