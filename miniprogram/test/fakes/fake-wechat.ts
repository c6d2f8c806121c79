import type { WechatFiles, WechatLoginApi } from "../../src/uploader/wechat-platform";
import { NO_EXCEPTION, PROFILE, REQUEST_RESULT } from "./wechat-results";

/** The outcome of a call to a fake server or file system: a response, WeChat's failure, or no callback. */
export type Reply<Response> = Response | { readonly errMsg: string; readonly errno?: number } | "never";

export interface FakeResponse {
  readonly statusCode: number;
  readonly header?: Readonly<Record<string, string>>;
  readonly data?: string;
}

export interface FakeFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The size that `getFileInfo` reports, if it is not the real one. */
  readonly size?: number;
  readonly digest?: string;
}

export type CallName =
  | "close"
  | "compressImage"
  | "getFileInfo"
  | "getStorage"
  | "login"
  | "open"
  | "read"
  | "readFile"
  | "removeStorage"
  | "request"
  | "setStorage"
  | "uploadFile";

export interface FakeWechatOptions {
  readonly files?: Readonly<Record<string, Reply<FakeFile>>>;
  onRequest?(option: WechatMiniprogram.RequestOption<string>): Reply<FakeResponse>;
  /** The code of `login`, or its failure. By default the failure of a phone without a network. */
  onLogin?(): Reply<{ readonly code: string }>;
  onUploadFile?(option: WechatMiniprogram.UploadFileOption): Reply<FakeResponse>;
  /** Progress reports before the response, in percent of 200 bytes. */
  readonly progress?: readonly number[];
  /** The result of `compressImage`. By default WeChat's failure. */
  onCompressImage?(option: WechatMiniprogram.CompressImageOption): Reply<{ readonly tempFilePath: string }>;
  /** The result of `getNetworkType`. */
  readonly networkType?: "wifi" | "none";
  /** Whether a call, counted by name from 1, never calls back. */
  isSilent?(name: CallName, count: number): boolean;
  /** Whether the base library has file descriptors. @default false */
  readonly hasDescriptors?: boolean;
  /** What `read` reports instead of what it read. */
  onRead?(bytesRead: number): number | { readonly errMsg: string };
  /** How headers are reported, which differs between base libraries: by event, in the result, or not at all. */
  readonly uploadHeaders?: "event" | "result" | "none";
}

export interface FakeWechat {
  readonly wx: WechatLoginApi;
  /** Every call, in order. */
  readonly calls: CallName[];
  readonly requests: WechatMiniprogram.RequestOption<string>[];
  readonly uploads: WechatMiniprogram.UploadFileOption[];
  /** Names of the calls that were aborted. */
  readonly aborted: CallName[];
  /** Listeners that are not removed. */
  readonly listeners: Set<unknown>;
  /** Changes whether the phone has a network. */
  setOnline(isConnected: boolean): void;
  /** Moves the mini program to the foreground or to the background. */
  setShown(isShown: boolean): void;
  /** Descriptors that are not closed. */
  readonly descriptors: Map<string, string>;
  readonly storage: Map<string, unknown>;
  /** Reports a weak network, or one that no longer is. */
  setWeak(weakNet: boolean): void;
  warnOfMemory(): void;
  /** The result of `getNetworkType` from now on; `silent` never calls back. */
  networkType: "wifi" | "none" | "fails" | "silent";
  /** Runs during a call, before the call returns its task. */
  duringCall: (name: CallName) => void;
  /** Runs in the turn after a call, when it has returned its task and not called back. */
  afterCall: (name: CallName) => void;
}

type Fake = Omit<FakeWechat, "wx"> & Required<Pick<FakeWechatOptions, "isSilent">>;

/** A fake `wx` whose servers and files respond in the next turn. */
export function createFakeWechat(options: FakeWechatOptions = {}): FakeWechat {
  const network = new Set<
    (change: WechatMiniprogram.OnNetworkStatusChangeListenerResult & { errMsg: string }) => void
  >();
  const show = new Set<() => void>();
  const hide = new Set<() => void>();
  const weak = new Set<WechatMiniprogram.OnNetworkWeakChangeCallback>();
  const memory = new Set<WechatMiniprogram.OnMemoryWarningCallback>();
  const fake: Fake = {
    isSilent: options.isSilent ?? (() => false),
    calls: [],
    requests: [],
    uploads: [],
    aborted: [],
    listeners: new Set(),
    networkType: options.networkType ?? "wifi",
    setOnline(isConnected) {
      const networkType = isConnected ? "wifi" : "none";
      for (const notify of network) notify({ isConnected, networkType, errMsg: "" });
    },
    setShown(isShown) {
      for (const notify of isShown ? show : hide) notify();
    },
    descriptors: new Map(),
    storage: new Map(),
    setWeak(weakNet) {
      for (const notify of weak) notify({ weakNet, networkType: "4g" });
    },
    warnOfMemory() {
      for (const notify of memory) notify({ level: 10 });
    },
    duringCall: () => {},
    afterCall: () => {},
  };
  const wx: WechatLoginApi = {
    onNetworkWeakChange: (listener) => listen(fake, weak, listener),
    offNetworkWeakChange: (listener) => unlisten(fake, weak, listener),
    onMemoryWarning: (listener) => listen(fake, memory, listener),
    offMemoryWarning: (listener) => unlisten(fake, memory, listener),
    getStorage(option) {
      const missing = { errMsg: "getStorage:fail data not found" };
      const reply: Reply<{ readonly data: unknown }> = fake.storage.has(option.key)
        ? { data: fake.storage.get(option.key) }
        : missing;
      respondLater(fake, "getStorage", reply, option.fail, ({ data }) => option.success({ data, errMsg: "ok" }));
    },
    setStorage(option) {
      fake.storage.set(option.key, option.data);
      respondLater(fake, "setStorage", {}, option.fail, () => option.success({ errMsg: "setStorage:ok" }));
    },
    removeStorage(option) {
      fake.storage.delete(option.key);
      respondLater(fake, "removeStorage", {}, option.fail, () => option.success({ errMsg: "removeStorage:ok" }));
    },
    request(option) {
      fake.requests.push(option);
      const reply = options.onRequest?.(option) ?? { errMsg: "request:fail nobody listens" };
      respondLater(fake, "request", reply, option.fail, ({ statusCode, header = {}, data = "" }) =>
        option.success?.({ ...REQUEST_RESULT, statusCode, header, data }),
      );
      return { abort: () => abort(fake, "request", option.fail) };
    },
    login({ success, fail }) {
      const reply = options.onLogin?.() ?? { errMsg: "login:fail network error" };
      respondLater(fake, "login", reply, fail, ({ code }) => success?.({ code, errMsg: "login:ok" }));
    },
    uploadFile: (option) => uploadFile(fake, option, options),
    compressImage(option) {
      const reply = options.onCompressImage?.(option) ?? { errMsg: "compressImage:fail" };
      respondLater(fake, "compressImage", reply, option.fail, ({ tempFilePath }) =>
        option.success?.({ tempFilePath, errMsg: "compressImage:ok" }),
      );
    },
    getNetworkType({ success, fail }) {
      const { networkType } = fake;
      if (networkType === "fails") fail?.({ errMsg: "getNetworkType:fail" });
      else if (networkType !== "silent") success?.({ ...NETWORK_RESULT, networkType });
    },
    onNetworkStatusChange: (listener) => listen(fake, network, listener),
    offNetworkStatusChange: (listener) => unlisten(fake, network, listener),
    onAppShow: (listener) => listen(fake, show, listener),
    offAppShow: (listener) => unlisten(fake, show, listener),
    onAppHide: (listener) => listen(fake, hide, listener),
    offAppHide: (listener) => unlisten(fake, hide, listener),
    getFileSystemManager: () => ({
      getFileInfo(option) {
        const file = options.files?.[option.filePath] ?? NO_SUCH_FILE;
        respondLater(fake, "getFileInfo", file, option.fail, ({ bytes, size = bytes.byteLength, digest = "" }) =>
          option.success?.({ size, digest: option.digestAlgorithm === "md5" ? digest : "", errMsg: "getFileInfo:ok" }),
        );
      },
      readFile(option) {
        const file = options.files?.[option.filePath] ?? NO_SUCH_FILE;
        respondLater(fake, "readFile", file, option.fail, ({ bytes }) => {
          const { position = 0, length = bytes.byteLength } = option;
          option.success({ data: bytes.slice(position, position + length).buffer, errMsg: "readFile:ok" });
        });
      },
      ...(options.hasDescriptors && createDescriptors(fake, options)),
    }),
  };
  return Object.assign(fake, { wx });
}

/** The calls of base library 2.16.1. A fake phone may have two descriptors open at a time. */
function createDescriptors(fake: Fake, { files, onRead }: FakeWechatOptions): Partial<WechatFiles> {
  let opened = 0;
  return {
    open(option) {
      const file = files?.[option.filePath] ?? NO_SUCH_FILE;
      const reply = fake.descriptors.size < 2 ? file : { errMsg: "open:fail too many open files", errno: 1302002 };
      respondLater(fake, "open", reply, option.fail, () => {
        opened += 1;
        fake.descriptors.set(`fd ${opened}`, option.filePath);
        option.success({ fd: `fd ${opened}`, errMsg: "open:ok" });
      });
    },
    read({ fd, arrayBuffer, position, length, success, fail }) {
      const file = files?.[fake.descriptors.get(fd) ?? ""] ?? {
        errMsg: "read:fail bad file descriptor",
        errno: 1300009,
      };
      respondLater(fake, "read", file, fail, ({ bytes }) => {
        const data = bytes.subarray(position, position + length);
        new Uint8Array(arrayBuffer).set(data);
        const bytesRead = onRead?.(data.byteLength) ?? data.byteLength;
        if (typeof bytesRead === "object") fail(failureOf(bytesRead.errMsg));
        else success({ bytesRead, arrayBuffer, errMsg: "read:ok" });
      });
    },
    close({ fd, success, fail }) {
      fake.descriptors.delete(fd);
      respondLater(fake, "close", {}, fail, () => success({ errMsg: "close:ok" }));
    },
  };
}

function listen<Listener>(fake: Fake, heard: Set<Listener>, listener: Listener): void {
  heard.add(listener);
  fake.listeners.add(listener);
}

function unlisten(fake: Fake, heard: Set<unknown>, listener: unknown): void {
  heard.delete(listener);
  fake.listeners.delete(listener);
}

function uploadFile(
  fake: Fake,
  option: WechatMiniprogram.UploadFileOption,
  { onUploadFile, progress = [], uploadHeaders = "event" }: FakeWechatOptions,
): WechatMiniprogram.UploadTask {
  fake.uploads.push(option);
  let reportHeaders: WechatMiniprogram.DownloadTaskOnHeadersReceivedCallback | undefined;
  let reportProgress: WechatMiniprogram.UploadTaskOnProgressUpdateCallback | undefined;
  const reply = onUploadFile?.(option) ?? { errMsg: "uploadFile:fail nobody listens" };
  respondLater(fake, "uploadFile", reply, option.fail, ({ statusCode, header = {}, data = "" }) => {
    for (const percent of progress) {
      reportProgress?.({ progress: percent, totalBytesSent: percent * 2, totalBytesExpectedToSend: 200 });
    }
    if (uploadHeaders === "event") reportHeaders?.({ header });
    const result = { profile: PROFILE, statusCode, data, errMsg: "uploadFile:ok" };
    option.success?.(uploadHeaders === "result" ? { ...result, ...{ header } } : result);
  });
  return {
    abort: () => abort(fake, "uploadFile", option.fail),
    onHeadersReceived(listener) {
      reportHeaders = listener;
      fake.listeners.add(listener);
    },
    onProgressUpdate(listener) {
      reportProgress = listener;
      fake.listeners.add(listener);
    },
    offHeadersReceived(listener) {
      reportHeaders = undefined;
      fake.listeners.delete(listener);
    },
    offProgressUpdate(listener) {
      reportProgress = undefined;
      fake.listeners.delete(listener);
    },
  };
}

function respondLater<Response extends object>(
  fake: Fake,
  name: CallName,
  reply: Reply<Response>,
  fail: ((failure: WechatFailure) => void) | undefined,
  succeed: (response: Response) => void,
): void {
  fake.calls.push(name);
  const isSilent = fake.isSilent(name, fake.calls.filter((called) => called === name).length);
  fake.duringCall(name);
  queueMicrotask(() => {
    fake.afterCall(name);
    if (reply === "never" || isSilent) return;
    if ("errMsg" in reply) fail?.(failureOf(reply.errMsg, reply.errno));
    else succeed(reply);
  });
}

/** Aborts a call, which WeChat then fails. */
function abort(fake: Fake, name: CallName, fail: ((failure: WechatFailure) => void) | undefined): void {
  fake.aborted.push(name);
  fail?.(failureOf(`${name}:fail abort`));
}

function failureOf(errMsg: string, errno = 0): WechatFailure {
  return { errMsg, errno, errCode: errno, exception: NO_EXCEPTION, useHttpDNS: false };
}

type WechatFailure = WechatMiniprogram.RequestFailCallbackErr & WechatMiniprogram.FileError;

const NETWORK_RESULT = { hasSystemProxy: false, signalStrength: 0, weakNet: false, errMsg: "getNetworkType:ok" };

const NO_SUCH_FILE = { errMsg: "fail no such file or directory", errno: 1300002 };
