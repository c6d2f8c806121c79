import { fillIn } from "./texts/fill-in";
import type { ActionName, UploaderTexts } from "./texts/texts";

/** A button: `name` is what a tap does, `description` what a screen reader says, as it does not see whose button it is. */
export interface ActionView {
  readonly name: ActionName;
  readonly label: string;
  readonly description: string;
}

/** @param label if it is not the action's own */
export function actionView(
  name: ActionName,
  file: string,
  texts: UploaderTexts,
  label = texts.actions[name],
): ActionView {
  return { name, label, description: fillIn(texts.actionOn, { action: label, file }) };
}
