const RPX = /(?<![\w.#-])(-?(?:\d+\.?\d*|\.\d+))rpx\b/gi;

/** The browser's names for ARIA attributes of WXML. https://developers.weixin.qq.com/miniprogram/dev/component/aria-component.html */
const RENAMED: Readonly<Record<string, string>> = { "aria-role": "role" };

/** Roles of interactive elements, which must be reachable by keyboard. */
const OPERATED_ROLES = /^(?:button|link|radio|checkbox|switch|tab|menuitem|option)$/;

/**
 * A WXML element in the browser. It has a tag name of its own, so that it does not clash with the browser's `<image>` or `<progress>`.
 * Converts `rpx` in inline styles to CSS, and WXML's ARIA attributes to the browser's.
 */
class WxHtmlElement extends HTMLElement {
  override setAttribute(name: string, value: string): void {
    if (name.startsWith("aria-")) {
      // glass-easel writes `true` as an empty attribute.
      super.setAttribute(RENAMED[name] ?? name, value === "" ? "true" : value);
      this.joinTabOrder();
    } else {
      super.setAttribute(name, name === "style" ? String(value).replace(RPX, "calc($1 * var(--rpx))") : value);
    }
  }

  override removeAttribute(name: string): void {
    // glass-easel removes the attribute for `false`, but in ARIA "false" differs from a missing attribute.
    if (name.startsWith("aria-")) super.setAttribute(name, "false");
    else super.removeAttribute(name);
  }

  private joinTabOrder(): void {
    const role = this.getAttribute("role") ?? "";
    if (OPERATED_ROLES.test(role) && !this.hasAttribute("tabindex")) this.tabIndex = 0;
  }
}

/** Creates an element. Each name needs a class of its own, because browsers register a class under one name only. */
export function createWxElement(name: string): HTMLElement {
  const tag = name.includes("-") ? name : `wx-c-${name}`;
  if (customElements.get(tag) === undefined) customElements.define(tag, class extends WxHtmlElement {});
  return document.createElement(tag);
}
