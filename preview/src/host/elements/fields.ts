import type { ElementDefinition, ElementHandle } from "./element.ts";

const FIELD = {
  value: "",
  name: "",
  placeholder: "",
  disabled: false,
  maxlength: 140,
  focus: false,
  autoFocus: false,
} as const;

/** `<input>`: a single-line field of the browser. */
export const input: ElementDefinition = {
  properties: { ...FIELD, type: "text", password: false },
  events: ["input", "focus", "blur", "confirm"],
  attach: (element) => attachField(element, "input"),
};

/** `<textarea>`: a multi-line field of the browser. */
export const textarea: ElementDefinition = {
  properties: { ...FIELD, autoHeight: false },
  events: ["input", "focus", "blur"],
  attach: (element) => attachField(element, "textarea"),
};

function attachField(element: ElementHandle, selector: "input" | "textarea") {
  const field = () => element.html.querySelector<HTMLInputElement | HTMLTextAreaElement>(selector);
  let hasFocused = false;
  const eventDetail = () => {
    const value = field()?.value ?? "";
    return { value, cursor: field()?.selectionStart ?? value.length, keyCode: 0 };
  };
  return {
    changed() {
      const control = field();
      if (control === null) return;
      if (control.value !== element.text("value")) control.value = element.text("value");
      control.placeholder = element.text("placeholder");
      control.disabled = element.isOn("disabled");
      // -1 means no limit, which a browser expresses by a missing attribute.
      if (element.number("maxlength") < 0) control.removeAttribute("maxlength");
      else control.maxLength = element.number("maxlength");
      if (control instanceof HTMLInputElement) control.type = browserType(element);
      if (element.isOn("focus")) control.focus();
      if (element.isOn("autoFocus") && !hasFocused) control.focus();
      hasFocused = true;
    },
    handlers: {
      onInput: () => element.emit("input", eventDetail()),
      onFocus: () => element.emit("focus", { ...eventDetail(), height: 0 }),
      onBlur: () => element.emit("blur", eventDetail()),
      onKeydown: ({ detail }: { readonly detail: Readonly<Record<string, unknown>> }) => {
        if (detail["key"] === "Enter") element.emit("confirm", eventDetail());
      },
    },
  };
}

function browserType(element: ElementHandle): string {
  if (element.isOn("password")) return "password";
  return { number: "number", digit: "number", idcard: "text" }[element.text("type")] ?? "text";
}
