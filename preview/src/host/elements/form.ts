import type { ElementDefinition } from "./element.ts";

const provided = new WeakMap<Element, () => unknown>();

/** Registers the value of a control that a form can't read from the DOM. */
export function provideFormValue(control: Element, value: () => unknown): void {
  provided.set(control, value);
}

/** Emits `submit` with its controls' values by name when a submit button is tapped. */
export const form: ElementDefinition = {
  events: ["submit", "reset"],
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
    "[name]:is(wx-input, wx-textarea, wx-switch, wx-picker, wx-radio-group, wx-checkbox-group)",
  );
  return Object.fromEntries(
    [...controls].map((control) => [control.getAttribute("name") ?? "", controlValue(control)]),
  );
}

function controlValue(control: Element): unknown {
  const value = provided.get(control);
  if (value !== undefined) return value();
  const field = control.querySelector<HTMLInputElement | HTMLTextAreaElement>("input, textarea");
  if (field !== null) return field.value;
  if (control.localName === "wx-switch") return control.getAttribute("aria-checked") === "true";
  const picked = [...control.querySelectorAll('[aria-checked="true"]')].map(
    (choice) => choice.getAttribute("value") ?? "",
  );
  return control.localName === "wx-radio-group" ? (picked[0] ?? "") : picked;
}
