import { fillIn, formatBytes } from "../../components/cos-uploader/texts/format";
import type { UploadFile } from "../../components/cos-uploader/upload-file";
import { shortName } from "../../components/cos-uploader/view/names";
import type { Texts } from "../../texts/texts";

/** A file that was uploaded. The component itself shows failed ones. */
export interface ResultRow {
  readonly id: number;
  readonly name: string;
  /** Its size, and the upload method, each with a gap before it: inline texts have no margins in Skyline. */
  readonly details: readonly string[];
  /** Empty if there is none. */
  readonly thumbnailPath: string;
  /** Shown in place of a thumbnail: `PDF`. */
  readonly extension: string;
  /** The object's name in two parts. Only the start may be cut, because the end distinguishes objects. */
  readonly objectNameStart: string;
  readonly objectNameEnd: string;
  readonly objectKey: string;
  /** The button's description for screen readers, which names the file. */
  readonly copyDescription: string;
}

/** In Latin characters: two lines of a small phone. */
const NAME_WIDTH = 36;
const END_LENGTH = 12;
/** An en space. */
const GAP = "\u2002";

/** @param brokenThumbnails the ids of files whose image the phone could not show */
export function resultRows(
  files: readonly UploadFile[],
  texts: Texts,
  brokenThumbnails: ReadonlySet<number>,
): readonly ResultRow[] {
  return files
    .map((file, index) => resultRow(file, index + 1, texts, brokenThumbnails))
    .filter((row) => row !== undefined);
}

/** Undefined for a file that was not uploaded. */
function resultRow(
  { id = 0, name: ownName, result, thumb = "", type = "file" }: UploadFile,
  position: number,
  texts: Texts,
  brokenThumbnails: ReadonlySet<number>,
): ResultRow | undefined {
  if (result === undefined) return undefined;
  const name = shortName(ownName || fillIn(texts.fileName, { kind: texts.kinds[type], position }), NAME_WIDTH);
  const objectName = result.objectKey.slice(result.objectKey.lastIndexOf("/") + 1);
  return {
    id,
    name,
    details: [formatBytes(result.bytes), texts.methodNames[result.method]].map((text) => `${GAP}${text}`),
    thumbnailPath: brokenThumbnails.has(id) ? "" : thumb,
    extension: objectName.slice(objectName.lastIndexOf(".") + 1).toUpperCase(),
    objectNameStart: objectName.slice(0, -END_LENGTH),
    objectNameEnd: objectName.slice(-END_LENGTH),
    objectKey: result.objectKey,
    copyDescription: fillIn(texts.actionOn, { action: texts.copyLink, file: name }),
  };
}
