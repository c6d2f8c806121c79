import { button, navigator } from "./button.ts";
import { checkbox, checkboxGroup, label, radio, radioGroup, switchElement } from "./choices.ts";
import { icon, progress, scrollView, text, view } from "./containers.ts";
import type { ElementContext, ElementDefinition } from "./element.ts";
import { input, textarea } from "./fields.ts";
import { form } from "./form.ts";
import { image, video } from "./media.ts";
import { picker } from "./picker.ts";
import { rootPortal } from "./root-portal.ts";
import { swiper, swiperItem } from "./swiper.ts";

/** Every built-in element, by its name in WXML. */
export function builtInElements(context: ElementContext): Readonly<Record<string, ElementDefinition>> {
  return {
    view,
    text,
    label,
    form,
    progress,
    icon,
    radio,
    checkbox,
    input,
    textarea,
    switch: switchElement,
    "root-portal": rootPortal,
    "scroll-view": scrollView,
    swiper,
    "swiper-item": swiperItem,
    "radio-group": radioGroup,
    "checkbox-group": checkboxGroup,
    button: button(context),
    navigator: navigator(context),
    picker: picker(context),
    image: image(context),
    video: video(context),
  };
}
