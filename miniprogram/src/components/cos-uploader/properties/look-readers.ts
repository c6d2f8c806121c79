import { fieldsOf, isRecord, readNumber, readText } from "../../../uploader/platform-values";
import { readBoolean } from "./rules";

/** Tiles in a grid, or one row a file. */
export type Theme = "grid" | "list";

/** The attributes of the pictures, by the names of `<image>`. */
export interface ImageProps {
  readonly mode?: string;
  readonly lazyLoad?: boolean;
  readonly webp?: boolean;
  readonly showMenuByLongpress?: boolean;
  readonly style?: string;
}

/** Whether the phone vibrates when a drag begins, and when the dragged file changes its place. */
export interface DragFeedback {
  readonly vibrate: boolean;
  readonly collisionVibrate: boolean;
}

/** How tiles move while one is dragged. */
export interface DragTransition {
  /** Whether the dropped tile glides to its place. */
  readonly backTransition: boolean;
  /** In milliseconds. */
  readonly duration: number;
  /** As in CSS. */
  readonly timingFunction: string;
}

export const DEFAULT_TRANSITION: DragTransition = { backTransition: true, duration: 300, timingFunction: "ease" };

export function readImageProps(given: unknown): ImageProps | undefined {
  if (!isRecord(given)) return undefined;
  const [mode, style] = [readText(given["mode"]), readText(given["style"])];
  // TDesign has its own name for lazyLoad.
  const lazyLoad = readBoolean(given["lazyLoad"] ?? given["lazy"]);
  const [webp, menu] = [readBoolean(given["webp"]), readBoolean(given["showMenuByLongpress"])];
  return {
    ...(mode !== undefined && { mode }),
    ...(lazyLoad !== undefined && { lazyLoad }),
    ...(webp !== undefined && { webp }),
    ...(menu !== undefined && { showMenuByLongpress: menu }),
    ...(style !== undefined && { style }),
  };
}

/** A style attribute, from its text or from an object as React and Vue write it: `{ marginTop: "8px" }`. */
export function readStyle(given: unknown): string | undefined {
  if (typeof given === "string") return given;
  if (!isRecord(given)) return undefined;
  const declarations = Object.entries(given).filter(
    ([, value]) => typeof value === "string" || typeof value === "number",
  );
  return declarations.map(([name, value]) => `${kebabCase(name)}: ${value}`).join("; ");
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function readDraggable(given: unknown): false | DragFeedback | undefined {
  if (!isRecord(given)) {
    const isOn = readBoolean(given);
    return isOn === true ? { vibrate: true, collisionVibrate: false } : isOn;
  }
  const { vibrate, collisionVibrate } = given;
  return { vibrate: readBoolean(vibrate) ?? true, collisionVibrate: readBoolean(collisionVibrate) ?? false };
}

export function readTransition(given: unknown): DragTransition | undefined {
  if (!isRecord(given)) return undefined;
  const { backTransition, duration, timingFunction } = fieldsOf(given);
  const { backTransition: isBack, duration: durationMs, timingFunction: easing } = DEFAULT_TRANSITION;
  return {
    backTransition: readBoolean(backTransition) ?? isBack,
    duration: readNumber(duration) ?? durationMs,
    timingFunction: readText(timingFunction) ?? easing,
  };
}
