const RPX = /(?<![\w.#-])(-?(?:\d+\.?\d*|\.\d+))rpx\b/gi;

/** ARIA attributes of WXML and what a browser calls them. https://developers.weixin.qq.com/miniprogram/dev/component/aria-component.html */
const RENAMED: Readonly<Record<string, string>> = { "aria-role": "role" };

/** Roles that are operated, and so can be reached with the keyboard. */
const OPERATED_ROLES = /^(?:button|link|radio|checkbox|switch|tab|menuitem|option)$/;

/**
 * What an element of WXML is in a browser: an element of its own name, so that no browser's `<image>` or `<progress>` gets in the
 * way. It turns `rpx` of inline styles into CSS, and ARIA attributes into those that browsers know.
 */
class WxHtmlElement extends HTMLElement {
  override setAttribute(name: string, value: string): void {
    if (name.startsWith("aria-")) {
      // glass-easel writes a boolean that is true as an empty attribute.
      super.setAttribute(RENAMED[name] ?? name, value === "" ? "true" : value);
      this.joinTabOrder();
    } else {
      super.setAttribute(name, name === "style" ? String(value).replace(RPX, "calc($1 * var(--rpx))") : value);
    }
  }

  override removeAttribute(name: string): void {
    // A boolean that is false: to ARIA that is another thing than none.
    if (name.startsWith("aria-")) super.setAttribute(name, "false");
    else super.removeAttribute(name);
  }

  private joinTabOrder(): void {
    const role = this.getAttribute("role") ?? "";
    if (OPERATED_ROLES.test(role) && !this.hasAttribute("tabindex")) this.tabIndex = 0;
  }
}

/** Makes an element; every name has a class of its own, as browsers want it. */
export function createWxElement(name: string): HTMLElement {
  const tag = name.includes("-") ? name : `wx-c-${name}`;
  if (customElements.get(tag) === undefined) customElements.define(tag, class extends WxHtmlElement {});
  return document.createElement(tag);
}
