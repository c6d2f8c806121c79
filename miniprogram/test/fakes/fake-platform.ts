import {
  type CancelScope,
  cancellable,
  type FileInfo,
  type FormUpload,
  type HttpRequest,
  type HttpResponse,
  type LoginPlatform,
  type Obstacle,
  type Platform,
  UploadError,
  type UploadErrorCode,
  type UploadProgress,
} from "../../src/uploader/index";

/** What a server does with a request: answers, breaks the connection in some way, or never says anything. */
export type FakeReply = HttpResponse | UploadErrorCode | "never";

export interface FakePlatformOptions {
  readonly files?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  onRequest(request: HttpRequest): FakeReply;
  onForm(upload: FormUpload, onProgress: (progress: UploadProgress) => void): FakeReply;
  /** Path of the compressed copy; by default the platform can't. */
  onCompress?(filePath: string, quality: number): string | UploadErrorCode;
  /** What the platform says when it is asked for a login code; by default `code 1`, `code 2`. */
  onLogin?(): string | UploadError;
  random?(): number;
  /** Says of a file that it is larger than its bytes. */
  fileBytes?(filePath: string): number | undefined;
}

export interface FakePlatform extends Platform, LoginPlatform {
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
  const watchers = new Set<Parameters<Platform["watch"]>[0]>();
  const requests: HttpRequest[] = [];
  const forms: FormUpload[] = [];
  let codes = 0;
  let nowMs = 5_000;
  let running = 0;
  let mostAtOnce = 0;

  function answer(work: CancelScope, reply: () => FakeReply): Promise<HttpResponse> {
    return cancellable(work, (resolve, reject) => {
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      const said = reply();
      setImmediate(() => {
        if (said === "never") return;
        if (typeof said === "string") reject(new UploadError(said));
        else resolve(said);
      });
      return () => {
        running -= 1;
      };
    });
  }

  function tellAll(obstacle: Obstacle, isThere: boolean): void {
    for (const tell of [...watchers]) tell(obstacle, isThere);
  }

  function bytesOf(filePath: string): Uint8Array<ArrayBuffer> {
    const bytes = options.files?.[filePath];
    if (bytes === undefined) throw new UploadError("file_not_found", filePath);
    return bytes;
  }

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 250; turn += 1) await new Promise(setImmediate);
  }

  return {
    requests,
    forms,
    nowMs: () => nowMs,
    random: options.random ?? (() => 0.5),
    request(work, request) {
      requests.push(request);
      return answer(work, () => options.onRequest(request));
    },
    async loginCode() {
      codes += 1;
      const said = options.onLogin?.() ?? `code ${codes}`;
      if (typeof said === "string") return said;
      throw said;
    },
    uploadFile(work, form, onProgress) {
      forms.push(form);
      return answer(work, () => options.onForm(form, onProgress));
    },
    async getFileInfo(_work, { filePath, digestAlgorithm }): Promise<FileInfo> {
      const size = options.fileBytes?.(filePath) ?? bytesOf(filePath).byteLength;
      return { size, ...(digestAlgorithm && { digest: MD5_HEX }) };
    },
    async readFile(_work, { filePath, length }) {
      const bytes = bytesOf(filePath);
      return { data: bytes.slice(0, length).buffer };
    },
    async compressImage(_work, { src, quality }) {
      const copy = options.onCompress?.(src, quality) ?? "file_unreadable";
      if (options.files?.[copy] !== undefined) return { tempFilePath: copy };
      throw new UploadError("file_unreadable", copy);
    },
    watch(tell) {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    delay: (work, delayMs) =>
      cancellable<void>(work, (resolve) => {
        const timer = { dueMs: nowMs + delayMs, fire: () => resolve() };
        timers.add(timer);
        return () => timers.delete(timer);
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
    listeners: () => watchers.size,
    setOnline: (isOnline) => tellAll("waiting_for_network", !isOnline),
    setShown: (isShown) => tellAll("waiting_for_foreground", !isShown),
    running: () => running,
    mostAtOnce: () => mostAtOnce,
  };
}
