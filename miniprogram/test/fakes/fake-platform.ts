import {
  type CancelSignal,
  cancellable,
  type FileInfo,
  type FormUpload,
  type HttpRequest,
  type HttpResponse,
  type Platform,
  PlatformError,
  type PlatformErrorCode,
} from "../../src/uploader/index";

/** What a server does with a request: answers, breaks the connection in some way, or never says anything. */
export type FakeReply = HttpResponse | PlatformErrorCode | "never";

export interface FakePlatformOptions {
  readonly files?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  onRequest(request: HttpRequest): FakeReply;
  onForm(upload: FormUpload): FakeReply;
  /** Path of the compressed copy; by default the platform can't. */
  onCompress?(filePath: string, quality: number): string | PlatformErrorCode;
  /** What the platform says when it is asked for a login code; by default `code 1`, `code 2`. */
  onLogin?(): string | PlatformError;
  random?(): number;
  /** Says of a file that it is larger than its bytes. */
  fileBytes?(filePath: string): number | undefined;
}

export interface FakePlatform extends Platform {
  readonly requests: HttpRequest[];
  readonly forms: FormUpload[];
  /** Lets `forMs` pass: every timer due in it fires in its order, and everything it sets off is done. */
  pass(forMs: number): Promise<void>;
  /** Delays that run. */
  timers(): number;
  /** Listeners that nobody took off. */
  listeners(): number;
  setOnline(isOnline: boolean): void;
  setShown(isShown: boolean): void;
  /** Requests and forms that run. */
  running(): number;
  /** Most requests and forms that ran at a time. */
  mostAtOnce(): number;
}

interface Timer {
  readonly dueMs: number;
  readonly fire: () => void;
}

export const MD5_HEX = "d41d8cd98f00b204e9800998ecf8427e";

/** A platform whose time passes only when it is told to, and whose network and files are what it is given. */
export function createFakePlatform(options: FakePlatformOptions): FakePlatform {
  const timers = new Set<Timer>();
  const network = new Set<(isOnline: boolean) => void>();
  const foreground = new Set<(isShown: boolean) => void>();
  const requests: HttpRequest[] = [];
  const forms: FormUpload[] = [];
  let codes = 0;
  let nowMs = 5_000;
  let running = 0;
  let mostAtOnce = 0;

  function answer(signal: CancelSignal, reply: () => FakeReply): Promise<HttpResponse> {
    return cancellable(signal, (resolve, reject) => {
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      const said = reply();
      setImmediate(() => {
        if (said === "never") return;
        if (typeof said === "string") reject(new PlatformError(said, said));
        else resolve(said);
      });
      return {
        release: () => {
          running -= 1;
        },
      };
    });
  }

  function bytesOf(filePath: string): Uint8Array<ArrayBuffer> {
    const bytes = options.files?.[filePath];
    if (bytes === undefined) throw new PlatformError("file_not_found", filePath);
    return bytes;
  }

  function listen<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 250; turn += 1) await new Promise(setImmediate);
  }

  return {
    requests,
    forms,
    maxReadBytes: 1000,
    nowMs: () => nowMs,
    random: options.random ?? (() => 0.5),
    request(request, signal) {
      requests.push(request);
      return answer(signal, () => options.onRequest(request));
    },
    async loginCode() {
      codes += 1;
      const said = options.onLogin?.() ?? `code ${codes}`;
      if (typeof said === "string") return said;
      throw said;
    },
    uploadForm(upload, signal) {
      forms.push(upload);
      return answer(signal, () => options.onForm(upload));
    },
    async fileInfo(filePath, { md5 }): Promise<FileInfo> {
      const bytes = options.fileBytes?.(filePath) ?? bytesOf(filePath).byteLength;
      return { bytes, ...(md5 && { md5Hex: MD5_HEX }) };
    },
    async readFile(filePath, _signal, range) {
      const bytes = bytesOf(filePath);
      return bytes.slice(range?.position, range && range.position + range.length).buffer;
    },
    async compressImage(filePath, quality) {
      const copy = options.onCompress?.(filePath, quality) ?? "file_unreadable";
      if (options.files?.[copy] !== undefined) return copy;
      throw new PlatformError("file_unreadable", copy);
    },
    watchNetwork: (listener) => listen(network, listener),
    watchForeground: (listener) => listen(foreground, listener),
    delay: (delayMs, signal) =>
      cancellable<void>(signal, (resolve) => {
        const timer = { dueMs: nowMs + delayMs, fire: () => resolve() };
        timers.add(timer);
        return { release: () => timers.delete(timer) };
      }),
    async pass(forMs) {
      const untilMs = nowMs + forMs;
      for (;;) {
        await settle();
        const [next] = [...timers].sort((left, right) => left.dueMs - right.dueMs);
        if (next === undefined || next.dueMs > untilMs) break;
        nowMs = next.dueMs;
        next.fire();
      }
      nowMs = untilMs;
    },
    timers: () => timers.size,
    listeners: () => network.size + foreground.size,
    setOnline(isOnline) {
      for (const tell of [...network]) tell(isOnline);
    },
    setShown(isShown) {
      for (const tell of [...foreground]) tell(isShown);
    },
    running: () => running,
    mostAtOnce: () => mostAtOnce,
  };
}
