import type { ElementDefinition, ElementHandle } from "./element.ts";

/** Event that a radio or checkbox sends to its group. */
const PICKED = "wx-picked";

/** `<switch>`: toggles when it is tapped and emits `change`. */
export const switchElement: ElementDefinition = {
  properties: { checked: false, disabled: false, color: "", name: "" },
  data: { isOn: false, trackStyle: "" },
  events: ["change"],
  attach: (element) =>
    attachToggle(element, "switch", (isOn) => {
      const color = element.text("color");
      element.show({ isOn, trackStyle: isOn && color !== "" ? `background-color: ${color}` : "" });
      return () => element.emit("change", { value: isOn });
    }),
};

/** `<radio>`: a choice within a `<radio-group>`. */
export const radio: ElementDefinition = {
  properties: { value: "", checked: false, disabled: false, color: "" },
  data: { isOn: false },
  attach: (element) => attachToggle(element, "radio", (isOn) => notifyGroup(element, isOn)),
};

/** `<checkbox>`: a choice within a `<checkbox-group>`. */
export const checkbox: ElementDefinition = {
  properties: { value: "", checked: false, disabled: false, color: "" },
  data: { isOn: false },
  attach: (element) => attachToggle(element, "checkbox", (isOn) => notifyGroup(element, isOn)),
};

/** `<radio-group>`: keeps one radio checked and emits `change` with its value. */
export const radioGroup: ElementDefinition = {
  properties: { name: "" },
  events: ["change"],
  attach(element) {
    element.html.setAttribute("aria-role", "radiogroup");
    element.html.addEventListener(PICKED, ({ target }) => {
      for (const other of element.html.querySelectorAll("wx-radio")) {
        if (other !== target) other.dispatchEvent(new CustomEvent("wx-unpick"));
      }
      element.emit("change", { value: target instanceof Element ? (target.getAttribute("value") ?? "") : "" });
    });
    return {};
  },
};

/** `<checkbox-group>`: emits `change` with the values of all checked boxes. */
export const checkboxGroup: ElementDefinition = {
  properties: { name: "" },
  events: ["change"],
  attach(element) {
    element.html.setAttribute("aria-role", "group");
    element.html.addEventListener(PICKED, () => {
      const on = [...element.html.querySelectorAll('wx-checkbox[aria-checked="true"]')];
      element.emit("change", { value: on.map((box) => box.getAttribute("value") ?? "") });
    });
    return {};
  },
};

/** Passes a tap to the label's control. */
export const label: ElementDefinition = {
  properties: { for: "" },
  attach({ html, text, onTap }) {
    onTap(() => {
      const id = text("for");
      const named = id === "" ? null : document.getElementById(id);
      const target = named ?? html.querySelector("wx-switch, wx-radio, wx-checkbox, wx-input, wx-textarea");
      target?.querySelector<HTMLElement>("input, textarea")?.focus();
      target?.dispatchEvent(new CustomEvent("wx-toggle"));
    });
    return {};
  },
};

function attachToggle(element: ElementHandle, role: string, show: (isOn: boolean) => () => void) {
  const { html } = element;
  html.setAttribute("aria-role", role);
  let isOn = false;
  const turn = (next: boolean) => {
    isOn = next;
    html.setAttribute("aria-checked", String(next));
    return show(next);
  };
  const toggle = () => {
    if (element.isOn("disabled") || (role === "radio" && isOn)) return;
    turn(!isOn)();
  };
  element.onTap(() => {
    // Inside a label, the label toggles the control.
    if (html.closest("wx-label") === null) toggle();
  });
  html.addEventListener("wx-toggle", toggle);
  html.addEventListener("wx-unpick", () => turn(false));
  return { changed: () => void turn(element.isOn("checked")) };
}

function notifyGroup(element: ElementHandle, isOn: boolean): () => void {
  element.show({ isOn });
  return () => element.html.dispatchEvent(new CustomEvent(PICKED, { bubbles: true }));
}
