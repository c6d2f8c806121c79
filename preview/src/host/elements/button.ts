import type { ElementContext, ElementDefinition } from "./element.ts";

/** `<button>`: submits and resets forms, and agrees to the privacy notice. Reports any other `open-type` as unsupported. */
export function button({ report, agreeToPrivacy }: ElementContext): ElementDefinition {
  return {
    properties: {
      type: "default",
      size: "default",
      plain: false,
      disabled: false,
      loading: false,
      formType: "",
      openType: "",
      hoverClass: "button-hover",
      hoverStartTime: 20,
      hoverStayTime: 70,
    },
    events: ["agreeprivacyauthorization"],
    attach(element) {
      const { html } = element;
      if (!html.hasAttribute("role")) html.setAttribute("aria-role", "button");
      element.onTap(() => {
        const openType = element.text("openType");
        const formType = element.text("formType");
        if (formType !== "") html.dispatchEvent(new CustomEvent("wx-form", { bubbles: true, detail: formType }));
        if (openType === "agreePrivacyAuthorization") {
          agreeToPrivacy(element.id());
          element.emit("agreeprivacyauthorization", {});
        } else if (openType !== "") {
          report(`The preview does not support <button open-type="${openType}">`);
        }
      });
      return {
        changed() {
          const isDisabled = element.isOn("disabled");
          html.tabIndex = isDisabled ? -1 : 0;
          html.setAttribute("aria-disabled", String(isDisabled));
        },
      };
    },
  };
}

/** `<navigator>`: opens a page when it is tapped. */
export function navigator({ navigate }: ElementContext): ElementDefinition {
  return {
    properties: { url: "", openType: "navigate", delta: 1, hoverClass: "navigator-hover" },
    attach(element) {
      if (!element.html.hasAttribute("role")) element.html.setAttribute("aria-role", "link");
      element.onTap(() =>
        navigate({ url: element.text("url"), openType: element.text("openType"), delta: element.number("delta") }),
      );
      return {};
    },
  };
}
