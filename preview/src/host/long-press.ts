import { glassEasel } from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";
import { elementBehind, isOnDisabledButton } from "./interaction.ts";

/** Shortest long press, in milliseconds. https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxml/event.html */
const LONG_PRESS_MS = 350;

/** Largest movement of the finger during a long press, in pixels. glass-easel uses the same limit for a tap. */
const MAX_MOVE = 10;

/** Detects long presses. */
export interface LongPress {
  /** Starts to emit `longpress`, and the older `longtap`, for presses in the root. */
  readonly listen: (root: HTMLElement) => void;
  /** Whether a listener received `longpress` for the current press. WeChat then suppresses the tap. */
  readonly isInsteadOfTap: () => boolean;
}

/** Creates a detector that does not listen to any element yet. */
export function createLongPress(): LongPress {
  let stop = () => {};
  let wasHandled = false;

  function listen(root: HTMLElement): void {
    root.addEventListener("pointerdown", ({ target, clientX, clientY, isPrimary, button }) => {
      stop();
      wasHandled = false;
      if (!isPrimary || button > 0) return;
      const timer = setTimeout(() => {
        wasHandled = press(target, { x: clientX, y: clientY });
      }, LONG_PRESS_MS);
      const onMove = (event: PointerEvent) => {
        if (Math.abs(event.clientX - clientX) > MAX_MOVE || Math.abs(event.clientY - clientY) > MAX_MOVE) stop();
      };
      stop = () => {
        clearTimeout(timer);
        root.removeEventListener("pointermove", onMove);
      };
      root.addEventListener("pointermove", onMove);
    });
    for (const end of ["pointerup", "pointercancel"]) root.addEventListener(end, () => stop());
    // The browser's own menu would cover the result of the press.
    root.addEventListener("contextmenu", (event) => {
      if (wasHandled) event.preventDefault();
    });
  }

  return { listen, isInsteadOfTap: () => wasHandled };
}

/** Triggers `longtap` and `longpress` on an element. Both bubble. Returns whether `longpress` had a listener. */
function press(target: EventTarget | null, place: { readonly x: number; readonly y: number }): boolean {
  const element = elementBehind(target);
  if (element === undefined || isOnDisabledButton(target)) return false;
  trigger(element, "longtap", place);
  return trigger(element, "longpress", place);
}

function trigger(element: glassEasel.Element, name: string, detail: object): boolean {
  const event = new glassEasel.Event(name, detail, { bubbles: true, composed: true, capturePhase: true });
  // glass-easel does not report whether an event had listeners, but it calls wrapShadowedEvent for each listener.
  const wrap = event.wrapShadowedEvent.bind(event);
  let isHandled = false;
  event.wrapShadowedEvent = (...values) => {
    isHandled = true;
    return wrap(...values);
  };
  glassEasel.Event.dispatchEvent(element, event);
  return isHandled;
}
