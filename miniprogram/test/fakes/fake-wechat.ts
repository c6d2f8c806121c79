import type { WechatLoginApi } from "../../src/uploader/wechat-platform";
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

export type CallName = "compressImage" | "getFileInfo" | "login" | "readFile" | "request" | "uploadFile";

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
    duringCall: () => {},
    afterCall: () => {},
  };
  const wx: WechatLoginApi = {
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
          option.success({ data: bytes.slice(0, option.length).buffer, errMsg: "readFile:ok" });
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
