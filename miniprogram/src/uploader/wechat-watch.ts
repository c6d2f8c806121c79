import type { Platform } from "./platform";
import { fieldsOf } from "./platform-values";
import type { WatchApi } from "./wechat-api";

export interface WechatWatch {
  /** Call it when WeChat interrupts a request, as it does when a mini program is in the background. */
  onInterrupted(): void;
  stop(): void;
}

/** How often the network is checked again while an obstacle exists. */
const RECHECK_MS = 5_000;

/** WeChat suspends a hidden mini program after 5 s. If timers still run after 10 s, the mini program is probably in the foreground. */
const CHECKS_UNTIL_SHOWN = 2;

/**
 * Reports obstacles from WeChat's events. While an obstacle exists it also checks on a timer, because phones lose events: iOS reports
 * that the network was lost, and sometimes not that it is back.
 *
 * WeChat has no call that returns whether a mini program is in the foreground. A hidden one that still runs after 10 s is assumed to be
 * in the foreground, until a request is interrupted.
 */
export function watchWechat(api: WatchApi, report: Parameters<Platform["watch"]>[0]): WechatWatch {
  let isStopped = false;
  let isOffline = false;
  let isHidden = false;
  let isAssumedShown = false;
  let isQueryPending = false;
  let checksWhileHidden = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  function setOffline(status: unknown): void {
    const { networkType, isConnected } = fieldsOf(status);
    isOffline = typeof networkType === "string" ? networkType === "none" : isConnected === false;
    updateTimer();
    report("waiting_for_network", isOffline);
  }

  function setHidden(hidden: boolean): void {
    isHidden = hidden;
    isAssumedShown = false;
    checksWhileHidden = 0;
    updateTimer();
    report("waiting_for_foreground", isHidden);
  }

  /** A phone that does not report its network counts as online; if it is not, requests fail. */
  function queryNetwork(): void {
    const onStatus = (status: unknown) => {
      isQueryPending = false;
      if (!isStopped) setOffline(status);
    };
    isQueryPending = true;
    const onUnknown = () => onStatus({});
    try {
      if (api.getNetworkType === undefined) onUnknown();
      else api.getNetworkType({ success: onStatus, fail: onUnknown });
    } catch {
      onUnknown();
    }
  }

  function recheck(): void {
    if (isHidden) {
      checksWhileHidden += 1;
      if (checksWhileHidden === CHECKS_UNTIL_SHOWN) {
        setHidden(false);
        isAssumedShown = true;
      }
    }
    if (isOffline) {
      const neverCalledBack = isQueryPending;
      queryNetwork();
      if (neverCalledBack) setOffline({});
    }
  }

  /** Runs the timer only while an obstacle exists. */
  function updateTimer(): void {
    const isWaiting = isOffline || isHidden;
    if (isWaiting && timer === undefined) timer = setInterval(recheck, RECHECK_MS);
    if (!isWaiting) stopTimer();
  }

  function stopTimer(): void {
    if (timer !== undefined) clearInterval(timer);
    timer = undefined;
  }

  const onHide = () => setHidden(true);
  const onShow = () => {
    setHidden(false);
    queryNetwork();
  };
  api.onNetworkStatusChange(setOffline);
  api.onAppShow(onShow);
  api.onAppHide(onHide);
  queryNetwork();
  return {
    onInterrupted() {
      if (isAssumedShown) setHidden(true);
    },
    stop() {
      isStopped = true;
      stopTimer();
      api.offNetworkStatusChange(setOffline);
      api.offAppShow(onShow);
      api.offAppHide(onHide);
    },
  };
}
