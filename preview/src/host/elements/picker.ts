import type { PickerRequest } from "../../wx/interface/picker.ts";
import type { ElementContext, ElementDefinition, ElementHandle } from "./element.ts";
import { provideFormValue } from "./form.ts";

/** https://developers.weixin.qq.com/miniprogram/dev/component/picker.html */
export function picker({ report, openPicker }: ElementContext): ElementDefinition {
  return {
    properties: {
      mode: "selector",
      name: "",
      headerText: "",
      range: null,
      rangeKey: "",
      value: null,
      start: "",
      end: "",
      fields: "day",
      disabled: false,
    },
    events: ["change", "columnchange", "cancel"],
    attach(element) {
      const { html } = element;
      if (!html.hasAttribute("role")) html.setAttribute("aria-role", "button");
      html.setAttribute("aria-haspopup", "dialog");
      provideFormValue(html, () => element.value("value"));

      async function pick(): Promise<void> {
        const request = requestOf(element);
        if (request === undefined) {
          const [mode, fields] = [element.text("mode"), element.text("fields")];
          return report(`The preview does not support <picker mode="${mode}" fields="${fields}">`);
        }
        const result = await openPicker(request);
        if (result === undefined) return element.emit("cancel", {});
        element.emit("change", { value: element.text("mode") === "selector" ? result[0] : result });
      }

      element.onTap(() => {
        if (!element.isOn("disabled")) void pick();
      });
      return {
        changed() {
          html.tabIndex = element.isOn("disabled") ? -1 : 0;
          html.setAttribute("aria-disabled", String(element.isOn("disabled")));
        },
      };
    },
  };
}

/** Returns undefined for what the preview does not support: regions, and dates by year. */
function requestOf(element: ElementHandle): PickerRequest | undefined {
  const mode = element.text("mode");
  const title = element.text("headerText");
  const dates = { title, value: element.text("value"), start: element.text("start"), end: element.text("end") };
  if (mode === "time") return { kind: "time", ...dates };
  if (mode === "date" && element.text("fields") === "day") return { kind: "date", ...dates };
  if (mode === "date" && element.text("fields") === "month") return { kind: "month", ...dates };
  if (mode !== "selector" && mode !== "multiSelector") return undefined;
  const isSingle = mode === "selector";
  return {
    kind: "lists",
    title,
    lists() {
      const ranges = isSingle ? [element.value("range")] : listOf(element.value("range"));
      const chosen = isSingle ? [element.value("value")] : listOf(element.value("value"));
      return ranges.map((range, column) => ({
        labels: listOf(range).map((entry) => labelOf(entry, element.text("rangeKey"))),
        chosen: Number(chosen[column] ?? 0) || 0,
      }));
    },
    onColumnChange(column, value) {
      if (!isSingle) element.emit("columnchange", { column, value });
    },
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function labelOf(entry: unknown, key: string): string {
  return String(typeof entry === "object" && entry !== null ? (Reflect.get(entry, key) ?? "") : entry);
}
