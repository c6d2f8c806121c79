import { acceptedTypes, isKind, mediaTypesOf, type Source } from "../list/accepted-types";
import type { ByteLimits } from "../list/size-limit";
import type { FileType } from "../list/state";
import { fillIn, formatBytes } from "../texts/format";
import type { UploaderTexts } from "../texts/texts";

export interface Limits {
  readonly mediaTypes: readonly ("image" | "video")[];
  readonly source: Source;
  /** 0 for no limit. */
  readonly maxFiles: number;
  readonly maxBytes: ByteLimits;
  readonly accept: readonly string[];
}

/** The limits, shown before a user exceeds one: "Photos and videos", "up to 9", "Photos up to 20 MB", "Videos up to 1 GB". */
export function limitTexts(limits: Limits, texts: UploaderTexts): readonly string[] {
  const extensions = limits.accept.filter((accepted) => !isKind(accepted));
  return [
    ...acceptedTexts(limits, texts),
    extensions.length > 0 ? fillIn(texts.limits.accept, { extensions: extensions.join(" ").toUpperCase() }) : "",
    limits.maxFiles > 0 ? fillIn(texts.limits.count, { max: limits.maxFiles }) : "",
    ...sizeTexts(limits, texts),
  ].filter((text) => text !== "");
}

/** More than a line has no room for at once, so it may break anywhere. */
const MAX_UNBROKEN_LENGTH = 24;

/** The limits in one line, which breaks between them, and in words for screen readers. */
export function limitsLine(
  limits: readonly string[],
  { pair }: Pick<UploaderTexts, "pair">,
): { readonly line: string; readonly spoken: string } {
  const unbroken = limits.map((text) => (text.length > MAX_UNBROKEN_LENGTH ? text : withoutBreaks(text)));
  const spoken = limits.slice(1).reduce((first, second) => fillIn(pair, { first, second }), limits[0] ?? "");
  return { line: unbroken.join(`${NO_BREAK_SPACE}· `), spoken };
}

const NO_BREAK_SPACE = "\u00a0";

/** Chinese may break between any two characters, unless a word joiner is between them. */
function withoutBreaks(text: string): string {
  return text.replace(/ /g, NO_BREAK_SPACE).replace(/([\u2e80-\uffff])(?=.)/g, "$1\u2060");
}

function acceptedTexts(limits: Limits, { takes }: UploaderTexts): readonly string[] {
  const { source, accept } = limits;
  if (source !== "messageFile") return typeTexts(typesOf(limits), takes);
  // The caller lists extensions separately.
  const kinds = accept.filter(isKind);
  const isNarrower = kinds.length > 0 && !kinds.includes("other");
  return [takes.file, ...(isNarrower ? typeTexts(acceptedTypes(["image", "video"], kinds), takes) : [])];
}

/** The names for these types together. */
function typeTexts(types: readonly FileType[], takes: UploaderTexts["takes"]): readonly string[] {
  if (!types.includes("image") || !types.includes("video")) return types.map((type) => takes[type]);
  return [types.includes("file") ? takes.any : takes.imageAndVideo];
}

/** The types that can be picked and are accepted. */
function typesOf({ mediaTypes: named, source, accept }: Limits): readonly FileType[] {
  const mediaTypes = mediaTypesOf(named);
  if (source === "media") return acceptedTypes(mediaTypes, accept);
  return acceptedTypes(source === "any" ? [...mediaTypes, "file"] : ["image", "video", "file"], accept);
}

function sizeTexts(given: Limits, { limits, takes }: UploaderTexts): string[] {
  const { maxBytes } = given;
  const types = typesOf(given);
  const [first] = types;
  if (first !== undefined && types.every((type) => maxBytes[type] === maxBytes[first])) {
    return Number.isFinite(maxBytes[first]) ? [fillIn(limits.size, { size: formatBytes(maxBytes[first]) })] : [];
  }
  return types
    .filter((type) => Number.isFinite(maxBytes[type]))
    .map((type) => fillIn(limits.sizeOf, { kind: takes[type], size: formatBytes(maxBytes[type]) }));
}
