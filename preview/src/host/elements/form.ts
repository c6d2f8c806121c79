import type { ElementDefinition } from "./element.ts";

/** Its controls' values by name, told on a button's submit. */
export const form: ElementDefinition = {
  properties: { reportSubmit: false },
  attach(element) {
    element.html.addEventListener("wx-form", (event) => {
      if (!(event instanceof CustomEvent)) return;
      if (event.detail === "reset") return element.emit("reset", {});
      element.emit("submit", { value: valuesOf(element.html) });
    });
    return {};
  },
};

function valuesOf(form: HTMLElement): Record<string, unknown> {
  const controls = form.querySelectorAll(
    "[name]:is(wx-input, wx-textarea, wx-switch, wx-radio-group, wx-checkbox-group)",
  );
  return Object.fromEntries(
    [...controls].map((control) => [control.getAttribute("name") ?? "", controlValue(control)]),
  );
}

function controlValue(control: Element): unknown {
  const field = control.querySelector<HTMLInputElement | HTMLTextAreaElement>("input, textarea");
  if (field !== null) return field.value;
  if (control.localName === "wx-switch") return control.getAttribute("aria-checked") === "true";
  const picked = [...control.querySelectorAll('[aria-checked="true"]')].map(
    (choice) => choice.getAttribute("value") ?? "",
  );
  return control.localName === "wx-radio-group" ? (picked[0] ?? "") : picked;
}
