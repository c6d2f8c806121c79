/*
 * What Skyline supports of WXSS, from WeChat's own tables:
 *
 * https://developers.weixin.qq.com/miniprogram/dev/framework/runtime/skyline/wxss.html
 * https://github.com/wechat-miniprogram/skyline-skills/tree/master/skills/skyline-wxss
 *
 * Where the two differ, this table has what both support.
 */

const LENGTH = String.raw`(?:-?\d*\.?\d+(?:px|rpx|vw|vh|em|rem|%)|0|auto|calc\(.+\)|env\(safe-area-inset-\w+\)|var\(--[\w-]+(?:, .+)?\))`;
const COLOR = String.raw`(?:#[0-9a-f]{3,8}|rgba?\([\d., ]+\)|currentColor|transparent|var\(--[\w-]+(?:, .+)?\))`;
const TIME = String.raw`\d*\.?\d+m?s`;
const EASING = String.raw`(?:linear|ease|ease-in|ease-out|ease-in-out|cubic-bezier\([\d., ]+\))`;
const NUMBER = String.raw`-?\d*\.?\d+`;

const lengths = (most: number) => new RegExp(`^${LENGTH}(?: ${LENGTH}){0,${most - 1}}$`);
const length = lengths(1);
const color = new RegExp(`^${COLOR}$`);
const words = (...names: readonly string[]) => new RegExp(`^(?:${names.join("|")})$`);
const BORDER_STYLE = "(?:none|solid|dashed|dotted)";
const border = new RegExp(`^(?:none|${LENGTH} ${BORDER_STYLE} ${COLOR})$`);

/** The values that each property may have. A property that is missing here is not supported. */
export const PROPERTIES: Readonly<Record<string, RegExp>> = {
  display: words("none", "flex", "block"),
  position: words("relative", "absolute", "fixed"),
  overflow: words("hidden", "visible"),
  visibility: words("hidden", "visible"),
  "pointer-events": words("auto", "none"),
  "box-sizing": words("border-box", "content-box"),
  content: /^"[^"]*"$/,
  "z-index": /^-?\d+$/,
  opacity: new RegExp(`^${NUMBER}$`),
  top: length,
  right: length,
  bottom: length,
  left: length,
  width: length,
  height: length,
  "min-width": length,
  "min-height": length,
  "max-width": length,
  "max-height": length,
  margin: lengths(4),
  "margin-top": length,
  "margin-right": length,
  "margin-bottom": length,
  "margin-left": length,
  padding: lengths(4),
  "padding-top": length,
  "padding-right": length,
  "padding-bottom": length,
  "padding-left": length,
  flex: new RegExp(`^(?:none|auto|${NUMBER}(?: ${NUMBER})?(?: ${LENGTH})?)$`),
  "flex-direction": words("row", "row-reverse", "column", "column-reverse"),
  "flex-wrap": words("nowrap", "wrap", "wrap-reverse"),
  "flex-grow": new RegExp(`^${NUMBER}$`),
  "flex-shrink": new RegExp(`^${NUMBER}$`),
  "flex-basis": length,
  "align-items": words("stretch", "center", "flex-start", "flex-end", "baseline"),
  "align-self": words("auto", "stretch", "center", "flex-start", "flex-end", "baseline"),
  "justify-content": words("center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"),
  order: /^-?\d+$/,
  "background-color": color,
  border,
  "border-top": border,
  "border-right": border,
  "border-bottom": border,
  "border-left": border,
  "border-width": lengths(4),
  "border-style": new RegExp(`^${BORDER_STYLE}(?: ${BORDER_STYLE}){0,3}$`),
  "border-color": new RegExp(`^${COLOR}(?: ${COLOR}){0,3}$`),
  "border-top-color": color,
  "border-right-color": color,
  "border-bottom-color": color,
  "border-left-color": color,
  "border-radius": lengths(4),
  "border-top-right-radius": length,
  "box-shadow": new RegExp(`^(?:none|(?:inset )?(?:${LENGTH} ){2,4}${COLOR}|var\\(--[\\w-]+\\))$`),
  color,
  "font-family": /^[\w"', -]+$/,
  "font-size": length,
  "font-weight": /^(?:normal|bold|[1-9]00)$/,
  "font-feature-settings": /^(?:normal|"\w{4}")$/,
  "line-height": new RegExp(`^(?:normal|${NUMBER}|${LENGTH})$`),
  "letter-spacing": length,
  "text-align": words("left", "center", "right", "start", "end"),
  "text-overflow": words("clip", "ellipsis"),
  "white-space": words("normal", "nowrap"),
  // break-word is read as normal, which breaks no word. It makes a difference only in WebView.
  "word-break": words("normal", "break-all", "break-word"),
  transform: /^(?:none|(?:(?:translate|scale|rotate|skew)(?:X|Y|Z|3d)?\([^()]+\) ?)+)$/,
  "transform-origin": lengths(3),
  transition: new RegExp(`^(?:none|(?:transform|opacity|width|height|background-color) ${TIME}(?: ${EASING})?)$`),
  "transition-duration": new RegExp(`^${TIME}$`),
  "transition-timing-function": new RegExp(`^${EASING}$`),
  "transition-property": words("none", "all", "transform", "opacity", "width", "height", "background-color"),
  "animation-duration": new RegExp(`^${TIME}$`),
  animation: new RegExp(`^(?:none|\\w+ ${TIME}(?: ${EASING})?(?: infinite)?)$`),
};

export const PSEUDO_CLASSES: readonly string[] = [
  ":first-child",
  ":last-child",
  ":not",
  ":only-child",
  ":empty",
  ":nth-child",
];
export const PSEUDO_ELEMENTS: readonly string[] = ["::before", "::after"];
export const COMBINATORS: readonly string[] = [" ", ">", "+", "~"];
export const MEDIA_QUERIES: readonly string[] = ["(prefers-color-scheme: dark)"];
export const AT_RULES: readonly string[] = ["import", "keyframes", "media"];

/**
 * What only WebView knows, with what Skyline shows in its place. WeChat's guide recommends such additions: Skyline skips what it does not
 * know. https://developers.weixin.qq.com/miniprogram/dev/framework/runtime/skyline/migration/compatibility.html
 */
export const WEBVIEW_ONLY: Readonly<Record<string, string>> = {
  "display: -webkit-box": "the text's max-lines cuts it",
  "-webkit-box-orient: vertical": "the text's max-lines cuts it",
  "-webkit-line-clamp: 2": "the text's max-lines cuts it",
  "@media (prefers-reduced-motion: reduce)": "animations run at their usual speed",
};
