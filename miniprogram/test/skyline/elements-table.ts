/*
 * What Skyline supports of WXML, for the elements that are used here. From WeChat's own tables:
 *
 * https://developers.weixin.qq.com/miniprogram/dev/framework/runtime/skyline/component.html
 * https://github.com/wechat-miniprogram/skyline-skills/blob/master/skills/skyline-overview/references/introduction/component-support.md
 * https://developers.weixin.qq.com/miniprogram/dev/component/ (the page of each element: "Skyline")
 */

/** The attributes of each element, besides those of every element. */
export const ELEMENTS: Readonly<Record<string, readonly string[]>> = {
  view: ["hover-class"],
  text: ["user-select", "max-lines", "overflow"],
  image: ["src", "mode", "show-menu-by-longpress"],
  button: ["hover-class", "disabled", "open-type"],
  "scroll-view": ["type", "scroll-y", "refresher-enabled", "refresher-triggered", "lower-threshold"],
  video: ["src", "autoplay", "object-fit"],
  "root-portal": [],
};

/** Part of WXML's syntax. */
export const SYNTAX: Readonly<Record<string, readonly string[]>> = {
  block: [],
  import: ["src"],
  template: ["name", "is", "data"],
  slot: ["name"],
};

/** The attributes of every element. Of ARIA, Skyline knows only these four. */
export const COMMON: readonly RegExp[] = [
  /^(?:id|class|style)$/,
  /^data-[\w-]+$/,
  /^(?:bind|catch):?[\w-]+$/,
  /^wx:(?:if|elif|else|for|for-item|for-index|key)$/,
  /^aria-(?:role|label|hidden|disabled)$/,
];

/** Text may be only in these elements. The others have an element for it. */
export const TEXT_ELEMENTS: readonly string[] = ["text"];

/** What may be in a text. */
export const INSIDE_TEXT: readonly string[] = ["text", "block"];

/** The values of an image's `mode`. The modes that only crop are missing. */
export const IMAGE_MODES: readonly string[] = ["scaleToFill", "aspectFit", "aspectFill", "widthFix", "heightFix"];

/** Attributes that only WebView knows, with what Skyline does without them. */
export const WEBVIEW_ONLY: Readonly<Record<string, string>> = {
  "lazy-load": "images always load lazily",
  webp: "images of this format are shown as others",
  "aria-live": "the screen reader does not announce changes by itself",
  "aria-modal": "the screen reader can leave the sheet",
  "aria-level": "a heading has no level",
  "aria-checked": "the label names the state only in WebView",
  "aria-valuemin": "the tile's label has the percent",
  "aria-valuemax": "the tile's label has the percent",
  "aria-valuenow": "the tile's label has the percent",
};
