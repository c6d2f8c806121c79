/**
 * Draws a photo on a canvas, upright, and encodes it as a JPEG without its metadata.
 *
 * @param quality 0 to 100
 * @throws if the browser cannot decode the photo, as most cannot decode HEIC, or if the photo is too large for its canvas
 */
export async function compressPhoto(photo: Blob, quality: number): Promise<Blob> {
  const bitmap = await createImageBitmap(photo);
  try {
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    const copy = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality / 100));
    if (copy === null) throw new RangeError(`${bitmap.width} × ${bitmap.height} is too large for a canvas`);
    return copy;
  } finally {
    bitmap.close();
  }
}
