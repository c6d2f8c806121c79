import { glassEasel } from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";
import { elementBehind, isOnDisabledButton } from "./interaction.ts";

/** How long a finger has to rest. https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxml/event.html */
const LONG_PRESS_MS = 350;

/** How far it may stray meanwhile, in pixels: as far as glass-easel lets it for a tap. */
const MAX_STRAY = 10;

export interface LongPress {
  /** From now on, `longpress` and the older `longtap` come of what rests on the root. */
  readonly listen: (root: HTMLElement) => void;
  /** Whether somebody heard `longpress` of the press that is ending: then WeChat lets no tap follow. */
  readonly isInsteadOfTap: () => boolean;
}

export function createLongPress(): LongPress {
  let stop = () => {};
  let wasHeard = false;

  function listen(root: HTMLElement): void {
    root.addEventListener("pointerdown", ({ target, clientX, clientY, isPrimary, button }) => {
      stop();
      wasHeard = false;
      if (!isPrimary || button > 0) return;
      const timer = setTimeout(() => {
        wasHeard = press(target, { x: clientX, y: clientY });
      }, LONG_PRESS_MS);
      const onMove = (event: PointerEvent) => {
        if (Math.abs(event.clientX - clientX) > MAX_STRAY || Math.abs(event.clientY - clientY) > MAX_STRAY) stop();
      };
      stop = () => {
        clearTimeout(timer);
        root.removeEventListener("pointermove", onMove);
      };
      root.addEventListener("pointermove", onMove);
    });
    for (const end of ["pointerup", "pointercancel"]) root.addEventListener(end, () => stop());
    // The browser's own menu would open over what the press has done.
    root.addEventListener("contextmenu", (event) => {
      if (wasHeard) event.preventDefault();
    });
  }

  return { listen, isInsteadOfTap: () => wasHeard };
}

/** Tells the element and those around it. Gives whether anybody listened. */
function press(target: EventTarget | null, place: { readonly x: number; readonly y: number }): boolean {
  const element = elementBehind(target);
  if (element === undefined || isOnDisabledButton(target)) return false;
  trigger(element, "longtap", place);
  return trigger(element, "longpress", place);
}

function trigger(element: glassEasel.Element, name: string, detail: object): boolean {
  const event = new glassEasel.Event(name, detail, { bubbles: true, composed: true, capturePhase: true });
  // glass-easel wraps an event once for everybody who listens, and otherwise tells nobody whether anybody did.
  const wrap = event.wrapShadowedEvent.bind(event);
  let isHeard = false;
  event.wrapShadowedEvent = (...values) => {
    isHeard = true;
    return wrap(...values);
  };
  glassEasel.Event.dispatchEvent(element, event);
  return isHeard;
}
