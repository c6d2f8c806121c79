import type { ElementDefinition, ElementHandle } from "./element.ts";

const FIELD = {
  value: "",
  name: "",
  placeholder: "",
  placeholderStyle: "",
  placeholderClass: "",
  disabled: false,
  maxlength: 140,
  focus: false,
  cursorSpacing: 0,
  adjustPosition: true,
  confirmType: "done",
} as const;

/** `<input>`: a single-line field of the browser. */
export const input: ElementDefinition = {
  properties: { ...FIELD, type: "text", password: false, confirmHold: false },
  attach: (element) => attachField(element, "input"),
};

/** `<textarea>`: a multi-line field of the browser. */
export const textarea: ElementDefinition = {
  properties: { ...FIELD, autoHeight: false, fixed: false, showConfirmBar: true },
  attach: (element) => attachField(element, "textarea"),
};

function attachField(element: ElementHandle, selector: "input" | "textarea") {
  const field = () => element.html.querySelector<HTMLInputElement | HTMLTextAreaElement>(selector);
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
      control.maxLength = element.number("maxlength");
      if (control instanceof HTMLInputElement) control.type = browserType(element);
      if (element.isOn("focus")) control.focus();
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
