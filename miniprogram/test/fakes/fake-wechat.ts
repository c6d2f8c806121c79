import type { WechatLoginApi } from "../../src/uploader/wechat-platform";
import { NO_EXCEPTION, PROFILE, REQUEST_RESULT } from "./wechat-results";

/** What a fake server or file system says to a call: an answer, WeChat's failure, or never anything. */
export type Reply<Answer> = Answer | { readonly errMsg: string; readonly errno?: number } | "never";

export interface FakeAnswer {
  readonly statusCode: number;
  readonly header?: Readonly<Record<string, string>>;
  readonly data?: string;
}

export interface FakeFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What `getFileInfo` says, if it is not the truth. */
  readonly size?: number;
  readonly digest?: string;
}

export type CallName = "compressImage" | "getFileInfo" | "login" | "readFile" | "request" | "uploadFile";

export interface FakeWechatOptions {
  readonly files?: Readonly<Record<string, Reply<FakeFile>>>;
  onRequest?(option: WechatMiniprogram.RequestOption<string>): Reply<FakeAnswer>;
  /** The code that `login` gives, or its failure; by default that of a phone without a network. */
  onLogin?(): Reply<{ readonly code: string }>;
  onUploadFile?(option: WechatMiniprogram.UploadFileOption): Reply<FakeAnswer>;
  /** Reports of progress before the answer, in percent of 200 bytes. */
  readonly progress?: readonly number[];
  /** What `compressImage` gives for a path; by default WeChat's failure. */
  onCompressImage?(option: WechatMiniprogram.CompressImageOption): Reply<{ readonly tempFilePath: string }>;
  /** What `getNetworkType` says. */
  readonly networkType?: "wifi" | "none";
  /** Whether a call, counted by name from 1, never calls back. */
  isSilent?(name: CallName, count: number): boolean;
  /** Base libraries differ: headers come by event, in the result, or not at all. */
  readonly uploadHeaders?: "event" | "result" | "none";
}

export interface FakeWechat {
  readonly wx: WechatLoginApi;
  /** Every call in order. */
  readonly calls: CallName[];
  readonly requests: WechatMiniprogram.RequestOption<string>[];
  readonly uploads: WechatMiniprogram.UploadFileOption[];
  /** Names of the calls that were aborted. */
  readonly aborted: CallName[];
  /** Listeners that nobody has taken off. */
  readonly listeners: Set<unknown>;
  /** The phone loses its network or gets it back. */
  setOnline(isConnected: boolean): void;
  /** The mini program leaves the foreground or comes back to it. */
  setShown(isShown: boolean): void;
  /** What `getNetworkType` says from now on; `silent` never calls back. */
  networkType: "wifi" | "none" | "fails" | "silent";
  /** Runs during a call, before it gives its task back. */
  duringCall: (name: CallName) => void;
  /** Runs in the turn after a call, with its task given back and no answer yet. */
  afterCall: (name: CallName) => void;
}

type Fake = Omit<FakeWechat, "wx"> & Required<Pick<FakeWechatOptions, "isSilent">>;

/** A `wx` whose servers and files answer as they are told, in the next turn. */
export function createFakeWechat(options: FakeWechatOptions = {}): FakeWechat {
  const network = new Set<
    (change: WechatMiniprogram.OnNetworkStatusChangeListenerResult & { errMsg: string }) => void
  >();
  const show = new Set<() => void>();
  const hide = new Set<() => void>();
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
      for (const tell of network) tell({ isConnected, networkType, errMsg: "" });
    },
    setShown(isShown) {
      for (const tell of isShown ? show : hide) tell();
    },
    duringCall: () => {},
    afterCall: () => {},
  };
  const wx: WechatLoginApi = {
    request(option) {
      fake.requests.push(option);
      const reply = options.onRequest?.(option) ?? { errMsg: "request:fail nobody listens" };
      answerLater(fake, "request", reply, option.fail, ({ statusCode, header = {}, data = "" }) =>
        option.success?.({ ...REQUEST_RESULT, statusCode, header, data }),
      );
      return { abort: () => abort(fake, "request", option.fail) };
    },
    login({ success, fail }) {
      const reply = options.onLogin?.() ?? { errMsg: "login:fail network error" };
      answerLater(fake, "login", reply, fail, ({ code }) => success?.({ code, errMsg: "login:ok" }));
    },
    uploadFile: (option) => uploadFile(fake, option, options),
    compressImage(option) {
      const reply = options.onCompressImage?.(option) ?? { errMsg: "compressImage:fail" };
      answerLater(fake, "compressImage", reply, option.fail, ({ tempFilePath }) =>
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
        answerLater(fake, "getFileInfo", file, option.fail, ({ bytes, size = bytes.byteLength, digest = "" }) =>
          option.success?.({ size, digest: option.digestAlgorithm === "md5" ? digest : "", errMsg: "getFileInfo:ok" }),
        );
      },
      readFile(option) {
        const file = options.files?.[option.filePath] ?? NO_SUCH_FILE;
        const { position = 0, length } = option;
        answerLater(fake, "readFile", file, option.fail, ({ bytes }) => {
          const end = length === undefined ? undefined : position + length;
          option.success?.({ data: bytes.slice(position, end).buffer, errMsg: "readFile:ok" });
        });
      },
    }),
  };
  return Object.assign(fake, { wx });
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
  let tellHeaders: WechatMiniprogram.DownloadTaskOnHeadersReceivedCallback | undefined;
  let tellProgress: WechatMiniprogram.UploadTaskOnProgressUpdateCallback | undefined;
  const reply = onUploadFile?.(option) ?? { errMsg: "uploadFile:fail nobody listens" };
  answerLater(fake, "uploadFile", reply, option.fail, ({ statusCode, header = {}, data = "" }) => {
    for (const percent of progress) {
      tellProgress?.({ progress: percent, totalBytesSent: percent * 2, totalBytesExpectedToSend: 200 });
    }
    if (uploadHeaders === "event") tellHeaders?.({ header });
    const result = { profile: PROFILE, statusCode, data, errMsg: "uploadFile:ok" };
    option.success?.(uploadHeaders === "result" ? { ...result, ...{ header } } : result);
  });
  return {
    abort: () => abort(fake, "uploadFile", option.fail),
    onHeadersReceived(listener) {
      tellHeaders = listener;
      fake.listeners.add(listener);
    },
    onProgressUpdate(listener) {
      tellProgress = listener;
      fake.listeners.add(listener);
    },
    offHeadersReceived(listener) {
      tellHeaders = undefined;
      fake.listeners.delete(listener);
    },
    offProgressUpdate(listener) {
      tellProgress = undefined;
      fake.listeners.delete(listener);
    },
  };
}

function answerLater<Answer extends object>(
  fake: Fake,
  name: CallName,
  reply: Reply<Answer>,
  fail: ((failure: WechatFailure) => void) | undefined,
  succeed: (answer: Answer) => void,
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

/** WeChat fails an aborted call. */
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
