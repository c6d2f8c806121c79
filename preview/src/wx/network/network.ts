import { WxFailure } from "../wx-failure.ts";
import { type DomainRules, resolveRequestUrl } from "./domains.ts";
import type { TransferQueue } from "./transfer-queue.ts";

export interface NetworkOptions {
  readonly queue: TransferQueue;
  readonly rules: DomainRules;
  /** From app.json's networkTimeout, in milliseconds. */
  readonly timeouts: Readonly<Record<string, unknown>>;
  readonly isOnline: () => boolean;
  /** Called at the end of every transfer, good or bad. */
  readonly onEnd?: () => void;
}

export interface TransferOptions<Result> {
  readonly kind: "request" | "uploadFile";
  readonly url: string;
  readonly timeoutMs: number | undefined;
  /** Sends to an address until the signal says stop, with the reason to fail with. */
  readonly send: (address: string, signal: AbortSignal) => Promise<Result>;
}

export interface Transfer<Result> {
  /** Rejects with a {@link WxFailure}. */
  readonly result: Promise<Result>;
  readonly abort: () => void;
}

/** WeChat's rules for requests and uploads: how many, how long, where to, and none in the background. */
export interface Network {
  readonly start: <Result>(options: TransferOptions<Result>) => Transfer<Result>;
  readonly enterBackground: () => void;
  readonly enterForeground: () => void;
}

/** wx.request, "timeout" */
const DEFAULT_TIMEOUT_MS = 60_000;

/** https://developers.weixin.qq.com/miniprogram/dev/framework/ability/network.html, in the background */
const BACKGROUND_GRACE_MS = 5_000;

export function createNetwork({ queue, rules, timeouts, isOnline, onEnd }: NetworkOptions): Network {
  const running = new Set<AbortController>();
  let isInBackground = false;
  let graceTimer: ReturnType<typeof setTimeout> | undefined;

  async function run<Result>(options: TransferOptions<Result>, controller: AbortController): Promise<Result> {
    const { kind, url, send } = options;
    if (isInBackground) throw new WxFailure("interrupted", 600_003);
    const address = resolveRequestUrl(kind, url, rules);
    const { signal } = controller;
    running.add(controller);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let leave = () => {};
    try {
      leave = await queue.enter(signal);
      // It may have been since: what listens to a signal only from now on is never told.
      signal.throwIfAborted();
      timer = setTimeout(() => controller.abort(new WxFailure("timeout", 5)), timeoutOf(options));
      return await send(address, signal);
    } catch (error) {
      throw signal.aborted ? signal.reason : toFailure(error);
    } finally {
      clearTimeout(timer);
      running.delete(controller);
      leave();
      onEnd?.();
    }
  }

  function timeoutOf({ timeoutMs, kind }: TransferOptions<unknown>): number {
    const configured = timeouts[kind];
    return timeoutMs ?? (typeof configured === "number" ? configured : DEFAULT_TIMEOUT_MS);
  }

  function toFailure(error: unknown): unknown {
    // A browser doesn't say why; a page without CORS headers looks the same as a server that is away.
    if (!(error instanceof TypeError)) return error;
    return new WxFailure(isOnline() ? "net::ERR_CONNECTION_FAILED" : "net::ERR_INTERNET_DISCONNECTED", 600_001);
  }

  return {
    start(options) {
      const controller = new AbortController();
      return {
        result: run(options, controller),
        abort: () => controller.abort(new WxFailure("abort")),
      };
    },
    enterBackground() {
      clearTimeout(graceTimer);
      graceTimer = setTimeout(() => {
        isInBackground = true;
        for (const controller of running) controller.abort(new WxFailure("interrupted", 600_003));
      }, BACKGROUND_GRACE_MS);
    },
    enterForeground() {
      clearTimeout(graceTimer);
      isInBackground = false;
    },
  };
}
