/**
 * How the mini program was opened. `App.onLaunch`, `App.onShow`, `wx.getLaunchOptionsSync` and `wx.getEnterOptionsSync` report it.
 * https://developers.weixin.qq.com/miniprogram/dev/api/base/app/life-cycle/wx.getLaunchOptionsSync.html
 */
export interface LaunchOptions {
  /** The first page, without a slash at the start: `pages/index/index`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** 1001: the user opened the mini program from WeChat's list of recent ones. */
  readonly scene: number;
  readonly shareTicket: string | undefined;
  readonly referrerInfo: object;
  readonly forwardMaterials: readonly object[];
  readonly apiCategory: "default";
}

/** Returns the options of opening a page, by its URL from the root: `pages/index/index?id=1`. */
export function launchOptionsOf(url: string): LaunchOptions {
  const [path = "", search = ""] = url.replace(/^\//, "").split("?");
  return {
    path,
    query: Object.fromEntries(new URLSearchParams(search)),
    scene: 1001,
    shareTicket: undefined,
    referrerInfo: {},
    forwardMaterials: [],
    apiCategory: "default",
  };
}
