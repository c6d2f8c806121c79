import { CosError } from "../errors.ts";

/** PUT Object (436/7749), x-cos-storage-class; Storage Class Overview (436/33417) */
const STORAGE_CLASSES: readonly string[] = [
  ...["STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING", "ARCHIVE", "DEEP_ARCHIVE"],
  ...["MAZ_STANDARD", "MAZ_STANDARD_IA", "MAZ_INTELLIGENT_TIERING"],
];

/**
 * Reads x-cos-storage-class, in any case. None means `STANDARD`.
 *
 * @throws {CosError} InvalidArgument for what is no storage class. COS's own code for it is not published.
 */
export function parseStorageClass(text: string | undefined): string {
  const storageClass = (text || "STANDARD").toUpperCase();
  if (STORAGE_CLASSES.includes(storageClass)) return storageClass;
  throw new CosError("InvalidArgument", `x-cos-storage-class is one of ${STORAGE_CLASSES.join(", ")}.`);
}
