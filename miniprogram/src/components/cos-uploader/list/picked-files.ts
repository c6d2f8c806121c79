import { fileExtension, nameExtension } from "../../../uploader/index";
import { elementsOf, fieldsOf, readCount, readText } from "../../../uploader/platform-values";
import { typeOfExtension } from "./accepted-types";
import type { FileType, PickedFile } from "./state";

export type MediaType = "image" | "video";

/**
 * Reads the photos and videos in a picker's result: `tempFiles` of `chooseMedia` and `chooseImage`, `tempFilePaths` of older base
 * libraries, or the single video of `chooseVideo`. Entries without a path are skipped, because they cannot be uploaded.
 *
 * @param types the types that the picker offered
 */
export function mediaFiles(result: unknown, types: readonly MediaType[]): readonly PickedFile[] {
  const { tempFiles, tempFilePaths, type } = fieldsOf(result);
  const paths = elementsOf(tempFilePaths).map((path) => ({ path }));
  const lists = [elementsOf(tempFiles), paths, [result]];
  return lists.map((entries) => present(entries.map((entry) => mediaFile(entry, types, type)))).find(hasAny) ?? [];
}

/** Reads the files in a result of `chooseMessageFile`. */
export function chatFiles(result: unknown): readonly PickedFile[] {
  return present(elementsOf(fieldsOf(result)["tempFiles"]).map(chatFile));
}

function mediaFile(entry: unknown, types: readonly MediaType[], typeOfAll: unknown): PickedFile | undefined {
  const { tempFilePath, path: imagePath, fileType, size, thumbTempFilePath } = fieldsOf(entry);
  const path = readText(tempFilePath) ?? readText(imagePath);
  if (path === undefined) return undefined;
  // iPhones have left out the type of each file and returned "mix" for the whole result.
  const known = [fileType, types.length === 1 ? types[0] : undefined, typeOfAll].find(isMediaType);
  const type = (known ?? typeOfExtension(fileExtension(path))) === "video" ? "video" : "image";
  const thumbnailPath = type === "video" ? readText(thumbTempFilePath) : path;
  return { path, name: "", type, bytes: readCount(size) ?? 0, thumbnailPath };
}

function chatFile(entry: unknown): PickedFile | undefined {
  const fields = fieldsOf(entry);
  const path = readText(fields["path"]);
  if (path === undefined) return undefined;
  const name = readText(fields["name"]) ?? "";
  const known = (["image", "video", "file"] as const).find((type) => type === fields["type"]);
  const type: FileType = known ?? typeOfExtension(nameExtension(name) ?? fileExtension(path));
  return {
    path,
    name,
    type,
    bytes: readCount(fields["size"]) ?? 0,
    thumbnailPath: type === "image" ? path : undefined,
  };
}

function isMediaType(type: unknown): type is MediaType {
  return type === "image" || type === "video";
}

function hasAny(files: readonly PickedFile[]): boolean {
  return files.length > 0;
}

function present(files: readonly (PickedFile | undefined)[]): readonly PickedFile[] {
  return files.filter((file): file is PickedFile => file !== undefined);
}
