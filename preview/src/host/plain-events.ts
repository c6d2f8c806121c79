import { glassEasel } from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";

/** What an event reports of the element that triggered it, or that it is bound to. */
interface Target {
  readonly id: string;
  readonly dataset: object;
  readonly offsetLeft: number;
  readonly offsetTop: number;
}

/** A finger, or the mouse. */
interface Touch {
  readonly identifier: number;
  readonly pageX: number;
  readonly pageY: number;
  readonly clientX: number;
  readonly clientY: number;
}

/** The methods that glass-easel calls on an event after a listener. */
const CONTROLS = ["stopPropagation", "preventDefault", "markMutated"] as const;

/**
 * Makes glass-easel pass plain objects to listeners, as WeChat does: every field is the event's own, and targets are data rather than
 * elements. Frameworks copy events, and check for their fields with hasOwnProperty.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxml/event.html
 */
export function usePlainEvents(): void {
  glassEasel.Event.prototype.wrapShadowedEvent = function (target, mark, currentTarget) {
    const event = {
      type: this.type,
      timeStamp: this.timeStamp,
      target: describe(target),
      currentTarget: describe(currentTarget),
      mark: { ...mark },
      detail: this.detail,
      ...touchesOf(this.getOriginalEvent()),
      ...this.extraFields,
    };
    for (const name of CONTROLS) {
      // WeChat's events have no such methods, so a copy leaves them out. uni-app sets its own, which must not replace glass-easel's.
      Object.defineProperty(event, name, { get: () => this[name].bind(this), set: () => {}, configurable: true });
    }
    return Object(event);
  };
}

/** Describes an element, or a component by its instance. */
function describe(target: unknown): Target {
  const component: unknown = Reflect.get(Object(target), "_$") ?? target;
  if (!(component instanceof glassEasel.Element)) return { id: "", dataset: {}, offsetLeft: 0, offsetTop: 0 };
  const html: unknown = component.getBackendElement();
  const { offsetLeft, offsetTop } = html instanceof HTMLElement ? html : { offsetLeft: 0, offsetTop: 0 };
  return { id: component.id, dataset: { ...component.dataset }, offsetLeft, offsetTop };
}

function touchesOf(event: unknown): { touches?: readonly Touch[]; changedTouches?: readonly Touch[] } {
  if (typeof TouchEvent !== "undefined" && event instanceof TouchEvent) {
    return { touches: [...event.touches].map(toTouch), changedTouches: [...event.changedTouches].map(toTouch) };
  }
  if (!(event instanceof MouseEvent)) return {};
  const touches = [toTouch({ ...placeOf(event), identifier: 0 })];
  return { touches, changedTouches: touches };
}

function placeOf({ pageX, pageY, clientX, clientY }: MouseEvent) {
  return { pageX, pageY, clientX, clientY };
}

function toTouch({ identifier, pageX, pageY, clientX, clientY }: Touch): Touch {
  return { identifier, pageX, pageY, clientX, clientY };
}
