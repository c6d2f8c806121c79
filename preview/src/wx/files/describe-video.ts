/** A browser that can't play a video says so late or never. */
const PATIENCE_MS = 1_500;

export interface VideoDescription {
  /** In seconds; 0 where the browser can't play it. */
  readonly duration: number;
  readonly width: number;
  readonly height: number;
  /** Its first picture as a JPEG. */
  readonly thumbnail: Blob | undefined;
}

export async function describeVideo(file: Blob): Promise<VideoDescription> {
  const address = URL.createObjectURL(file);
  const video = document.createElement("video");
  video.muted = true;
  video.preload = "auto";
  video.src = address;
  try {
    const isPlayable = await Promise.race([
      new Promise<boolean>((resolve) => {
        video.addEventListener("loadeddata", () => resolve(true));
        video.addEventListener("error", () => resolve(false));
      }),
      new Promise<boolean>((resolve) => setTimeout(resolve, PATIENCE_MS, false)),
    ]);
    const { duration, videoWidth: width, videoHeight: height } = video;
    if (!isPlayable) return { duration: 0, width: 0, height: 0, thumbnail: undefined };
    return { duration, width, height, thumbnail: await drawJpeg(video, width, height, 0.8) };
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** A picture drawn at a size, as a JPEG. */
export async function drawJpeg(
  source: CanvasImageSource,
  width: number,
  height: number,
  quality: number,
): Promise<Blob | undefined> {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  canvas.getContext("2d")?.drawImage(source, 0, 0, width, height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
  return blob ?? undefined;
}
