/**
 * Events that occur on any element and bubble to the page.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxml/event.html
 */
export const PAGE_EVENTS: readonly string[] = [
  "tap",
  "longpress",
  "longtap",
  "touchstart",
  "touchmove",
  "touchend",
  "touchcancel",
  "transitionend",
  "animationstart",
  "animationiteration",
  "animationend",
];
