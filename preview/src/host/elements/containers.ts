import type { ElementDefinition } from "./element.ts";

/** `<view>`: a plain container. */
export const view: ElementDefinition = {
  attach({ html, text }) {
    return {
      changed() {
        // WXML does not require a role, but screen readers only read a label of an element that has one.
        if (text("ariaLabel") !== "" && !html.hasAttribute("role")) html.setAttribute("aria-role", "group");
      },
    };
  },
};

/** `<text>`: inline text. `maxLines` and `overflow` are for Skyline, and have no effect here. */
export const text: ElementDefinition = {
  properties: { selectable: false, userSelect: false },
};

/** `<scroll-view>`: scrolls with the browser and emits WeChat's scroll events. */
export const scrollView: ElementDefinition = {
  properties: {
    scrollX: false,
    scrollY: false,
    scrollTop: null,
    scrollLeft: null,
    scrollIntoView: "",
    showScrollbar: true,
    enableFlex: false,
    upperThreshold: 50,
    lowerThreshold: 50,
  },
  events: ["scroll", "scrolltoupper", "scrolltolower"],
  attach(element) {
    const { html } = element;
    html.tabIndex = 0;
    html.addEventListener("scroll", () => {
      const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientHeight } = html;
      element.emit("scroll", { scrollLeft, scrollTop, scrollWidth, scrollHeight });
      if (scrollTop <= element.number("upperThreshold")) element.emit("scrolltoupper", { direction: "top" });
      const below = scrollHeight - clientHeight - scrollTop;
      if (below <= element.number("lowerThreshold")) element.emit("scrolltolower", { direction: "bottom" });
    });
    return {
      changed() {
        html.scrollTop = element.number("scrollTop") || html.scrollTop;
        html.scrollLeft = element.number("scrollLeft") || html.scrollLeft;
        const id = element.text("scrollIntoView");
        if (id !== "") html.querySelector(`#${CSS.escape(id)}`)?.scrollIntoView({ block: "start" });
      },
    };
  },
};

/** `<progress>`: a bar from 0 to 100 percent. */
export const progress: ElementDefinition = {
  properties: {
    percent: 0,
    showInfo: false,
    borderRadius: 0,
    fontSize: 16,
    strokeWidth: 6,
    color: "#09BB07",
    activeColor: "",
    backgroundColor: "#EBEBEB",
  },
  data: { shownPercent: 0 },
  attach(element) {
    element.html.setAttribute("aria-role", "progressbar");
    return {
      changed() {
        const shownPercent = Math.max(0, Math.min(100, element.number("percent")));
        element.html.setAttribute("aria-valuenow", String(shownPercent));
        element.show({ shownPercent });
      },
    };
  },
};

const ICON_COLORS: Readonly<Record<string, string>> = {
  success: "#09bb07",
  success_no_circle: "#09bb07",
  info: "#10aeff",
  waiting: "#10aeff",
  warn: "#f76260",
  cancel: "#f43530",
  clear: "#b2b2b2",
  download: "#09bb07",
  search: "#b2b2b2",
};

/** `<icon>`: one of WeChat's icons in its default or a given colour. */
export const icon: ElementDefinition = {
  properties: { type: "", size: 23, color: "" },
  data: { shownColor: "" },
  attach(element) {
    return {
      changed: () => element.show({ shownColor: element.text("color") || (ICON_COLORS[element.text("type")] ?? "") }),
    };
  },
};
