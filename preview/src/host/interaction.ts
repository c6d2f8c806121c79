import { glassEasel } from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";

/** Returns glass-easel's element for an HTML element or its nearest ancestor that has one. */
export function elementBehind(html: EventTarget | null): glassEasel.Element | undefined {
  for (let node = html instanceof Node ? html : null; node !== null; node = node.parentNode) {
    const behind: unknown = Reflect.get(node, "__wxElement");
    if (behind instanceof glassEasel.Element) return behind;
  }
  return undefined;
}

/** Whether a target is in a disabled button, which receives no taps. */
export function isOnDisabledButton(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("wx-button[disabled]") !== null;
}

/** Makes Enter and Space tap the focused element, as a screen reader's double tap does on a phone. */
export function listenToKeyboard(root: HTMLElement): void {
  root.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if ((key !== "Enter" && key !== " ") || !(target instanceof HTMLElement)) return;
    if (target.matches("input, textarea, video, [tabindex='-1']") || target.tabIndex < 0) return;
    const element = elementBehind(target);
    if (element === undefined || isOnDisabledButton(target)) return;
    // Keep the browser from scrolling on Space.
    event.preventDefault();
    const { left, top, width, height } = target.getBoundingClientRect();
    const place = { x: left + width / 2, y: top + height / 2 };
    glassEasel.triggerEvent(element, "tap", place, { bubbles: true, composed: true, capturePhase: true });
  });
}

/** Applies an element's `hover-class` while it is pressed. https://developers.weixin.qq.com/miniprogram/dev/component/view.html */
export function listenToPresses(root: HTMLElement): void {
  let release = () => {};
  root.addEventListener("pointerdown", ({ target }) => {
    release();
    const pressed = target instanceof Element ? target.closest("[hover-class]:not([hover-class='none'])") : null;
    const element = elementBehind(pressed);
    if (pressed === null || element === undefined || isOnDisabledButton(pressed)) return;
    const names = pressed.getAttribute("hover-class") ?? "";
    const wait = (attribute: string) => Number(pressed.getAttribute(attribute)) || 0;
    const startTimer = setTimeout(() => element.toggleNodeClass(names, true), wait("hover-start-time"));
    release = () => {
      clearTimeout(startTimer);
      release = () => {};
      setTimeout(() => element.toggleNodeClass(names, false), wait("hover-stay-time"));
    };
  });
  for (const end of ["pointerup", "pointercancel"]) root.addEventListener(end, () => release());
}
