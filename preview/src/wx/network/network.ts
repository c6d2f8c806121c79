import { WxFailure } from "../wx-failure.ts";
import { type DomainRules, resolveRequestUrl, type TransferKind } from "./domains.ts";
import type { TransferQueue } from "./transfer-queue.ts";

/** Options of createNetwork. */
export interface NetworkOptions {
  readonly queue: TransferQueue;
  readonly rules: DomainRules;
  /** `networkTimeout` of app.json, in milliseconds by call. */
  readonly timeouts: Readonly<Record<string, unknown>>;
  readonly isOnline: () => boolean;
  /** Called at the end of every transfer, whether it succeeded or failed. */
  readonly onEnd?: () => void;
}

/** One transfer to run. */
export interface TransferOptions<Result> {
  readonly kind: TransferKind;
  readonly url: string;
  readonly timeoutMs: number | undefined;
  /** Sends to an address until the signal aborts. The signal's reason is the failure. */
  readonly send: (address: string, signal: AbortSignal) => Promise<Result>;
}

/** A transfer that has started or waits in the queue. */
export interface Transfer<Result> {
  /** Rejects with a {@link WxFailure}. */
  readonly result: Promise<Result>;
  readonly abort: () => void;
}

/** Runs requests, uploads and downloads under WeChat's rules for concurrency, timeouts, domains and the background. */
export interface Network {
  readonly start: <Result>(options: TransferOptions<Result>) => Transfer<Result>;
  readonly enterBackground: () => void;
  readonly enterForeground: () => void;
}

/** WeChat's default: `timeout` in the documentation of wx.request. */
const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * How long transfers may continue in the background.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/ability/network.html, in the background
 */
const BACKGROUND_GRACE_MS = 5_000;

/** Creates a network with no transfers, in the foreground. */
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
      // The signal may have been aborted while queued; listeners added later never fire.
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
    // A browser does not report the cause: missing CORS headers look the same as an unreachable server.
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
