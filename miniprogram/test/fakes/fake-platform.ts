import {
  type CancelScope,
  cancellable,
  type FileInfo,
  type FileRange,
  type FormUpload,
  type HttpRequest,
  type HttpResponse,
  type LoginPlatform,
  type Obstacle,
  type Platform,
  type PlatformStorage,
  type Pressure,
  UploadError,
  type UploadErrorCode,
  type UploadProgress,
} from "../../src/uploader/index";

/** A server's response, a connection that fails, or no response at all. */
export type FakeReply = HttpResponse | UploadErrorCode | "never";

export interface FakePlatformOptions {
  readonly files?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Called with the scope of the call, which is closed at its end. */
  onRequest(request: HttpRequest, scope: CancelScope): FakeReply | Promise<FakeReply>;
  onForm(upload: FormUpload, onProgress: (progress: UploadProgress) => void): FakeReply;
  /** The path of the compressed copy. By default the platform cannot compress. */
  onCompress?(filePath: string, quality: number): string | UploadErrorCode;
  /** The platform's login code or failure. By default `code 1`, `code 2`. */
  onLogin?(): string | UploadError;
  random?(): number;
  readonly storage?: PlatformStorage;
  /** What `readFile` returns instead of the bytes of that range. By default the bytes. */
  onRead?(range: FileRange, bytes: ArrayBuffer): ArrayBuffer | UploadErrorCode;
  /** The MD5 of bytes in hex. By default the platform computes none. */
  md5?(bytes: ArrayBuffer): string;
  /** When the clock starts. @default 5000 */
  readonly startMs?: number;
  /** A file size other than the real one. */
  fileBytes?(filePath: string): number | undefined;
}

export interface FakePlatform extends Platform, LoginPlatform {
  readonly requests: HttpRequest[];
  readonly forms: FormUpload[];
  /** Advances the time: every timer that is due fires in order, and everything that follows from it runs. */
  advanceTime(forMs: number): Promise<void>;
  /** Number of running delays. */
  timers(): number;
  /** Number of listeners that are not removed. */
  listeners(): number;
  setOnline(isOnline: boolean): void;
  setShown(isShown: boolean): void;
  /** Reports a weak network or short memory. */
  press(pressure: Pressure): void;
  /** Number of running requests and forms. */
  running(): number;
  /** Most requests and forms that ran at a time. */
  mostAtOnce(): number;
}

interface Timer {
  readonly dueMs: number;
  readonly fire: () => void;
}

export const MD5_HEX = "d41d8cd98f00b204e9800998ecf8427e";

/** A platform with a manual clock and with the network and files that a test sets. */
export function createFakePlatform(options: FakePlatformOptions): FakePlatform {
  const timers = new Set<Timer>();
  const watchers = new Set<Parameters<Platform["watch"]>[0]>();
  const requests: HttpRequest[] = [];
  const forms: FormUpload[] = [];
  let codes = 0;
  const pressures = new Set<(pressure: Pressure) => void>();
  let nowMs = options.startMs ?? 5_000;
  let running = 0;
  let mostAtOnce = 0;

  function respond(scope: CancelScope, reply: () => FakeReply | Promise<FakeReply>): Promise<HttpResponse> {
    return cancellable(scope, (resolve, reject) => {
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      const replied = reply();
      const deliver = (response: FakeReply) => {
        if (response === "never") return;
        if (typeof response === "string") reject(new UploadError(response));
        else resolve(response);
      };
      if (replied instanceof Promise) void replied.then(deliver);
      else setImmediate(() => deliver(replied));
      return () => {
        running -= 1;
      };
    });
  }

  function reportAll(obstacle: Obstacle, isThere: boolean): void {
    for (const report of [...watchers]) report(obstacle, isThere);
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
    request(scope, request) {
      requests.push(request);
      return respond(scope, () => options.onRequest(request, scope));
    },
    async loginCode() {
      codes += 1;
      const outcome = options.onLogin?.() ?? `code ${codes}`;
      if (typeof outcome === "string") return outcome;
      throw outcome;
    },
    uploadFile(scope, form, onProgress) {
      forms.push(form);
      return respond(scope, () => options.onForm(form, onProgress));
    },
    async getFileInfo(_work, { filePath, digestAlgorithm }): Promise<FileInfo> {
      const size = options.fileBytes?.(filePath) ?? bytesOf(filePath).byteLength;
      return { size, ...(digestAlgorithm && { digest: MD5_HEX }) };
    },
    async readFile(_work, range) {
      const { filePath, position = 0, length } = range;
      const bytes = bytesOf(filePath);
      const data = bytes.slice(position, length === undefined ? undefined : position + length).buffer;
      const read = options.onRead?.(range, data) ?? data;
      if (typeof read === "string") throw new UploadError(read);
      return { data: read };
    },
    ...(options.md5 && { md5: options.md5 }),
    ...(options.storage && { storage: options.storage }),
    watchPressure(report) {
      pressures.add(report);
      return () => pressures.delete(report);
    },
    press(pressure) {
      for (const report of [...pressures]) report(pressure);
    },
    async compressImage(_work, { src, quality }) {
      const copy = options.onCompress?.(src, quality) ?? "file_unreadable";
      if (options.files?.[copy] !== undefined) return { tempFilePath: copy };
      throw new UploadError("file_unreadable", copy);
    },
    watch(report) {
      watchers.add(report);
      return () => watchers.delete(report);
    },
    delay: (scope, delayMs) =>
      cancellable<void>(scope, (resolve) => {
        const timer = { dueMs: nowMs + delayMs, fire: () => resolve() };
        timers.add(timer);
        return () => timers.delete(timer);
      }),
    async advanceTime(forMs) {
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
    listeners: () => watchers.size + pressures.size,
    setOnline: (isOnline) => reportAll("waiting_for_network", !isOnline),
    setShown: (isShown) => reportAll("waiting_for_foreground", !isShown),
    running: () => running,
    mostAtOnce: () => mostAtOnce,
  };
}
