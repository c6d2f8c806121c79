import type { ElementDefinition } from "./element.ts";

/**
 * `<root-portal>`: draws its content at the end of the page, over everything else. Styles that the content inherits are those of the page.
 * https://developers.weixin.qq.com/miniprogram/dev/component/root-portal.html
 */
export const rootPortal: ElementDefinition = {
  properties: { enable: true },
  attach(element) {
    const content = element.html.querySelector(":scope > .wx-root-portal");
    const page = element.html.closest("wx-page");
    if (element.isOn("enable") && content !== null) page?.append(content);
    return { detached: () => content?.remove() };
  },
};
