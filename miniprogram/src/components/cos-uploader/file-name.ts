import type { Item } from "./state";
import { fillIn } from "./texts/fill-in";
import type { UploaderTexts } from "./texts/texts";

/**
 * A file's own name, or its kind and place: what WeChat calls a photo of the album says nothing.
 *
 * @param position in the list, from 1
 */
export function fileName({ file }: Item, position: number, texts: UploaderTexts): string {
  return file.name || fillIn(texts.fileName, { kind: texts.kinds[file.type], position });
}
