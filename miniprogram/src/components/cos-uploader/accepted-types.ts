import { formatOf } from "../../uploader/index";
import type { FileType } from "./state";

const KINDS = { image: "photo", video: "video", file: "other" } as const;

/** Of the types offered those that `accept` lets in, by kind or by extension. All of them where it lets none in. */
export function acceptedTypes<Type extends FileType>(
  offered: readonly Type[],
  accept: readonly string[],
): readonly Type[] {
  const accepted = offered.filter((type) => accept.some((name) => formatOf(name)[0] === KINDS[type]));
  return accepted.length > 0 ? accepted : offered;
}
