/** How long to wait for a video to load, in milliseconds. A browser that can't play a video reports it late or never. */
const MAX_WAIT_MS = 1_500;

/** What WeChat's pickers report of a video. */
export interface VideoDescription {
  /** In seconds. 0 if the browser can't play the video. */
  readonly duration: number;
  readonly width: number;
  readonly height: number;
  /** The first frame as a JPEG. `undefined` if the browser can't play the video. */
  readonly thumbnail: Blob | undefined;
}

/** Reads a video's duration, size and first frame with the browser's own decoder. */
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
      new Promise<boolean>((resolve) => setTimeout(resolve, MAX_WAIT_MS, false)),
    ]);
    const { duration, videoWidth: width, videoHeight: height } = video;
    if (!isPlayable) return { duration: 0, width: 0, height: 0, thumbnail: undefined };
    return { duration, width, height, thumbnail: await drawJpeg(video, width, height, 0.8) };
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Scales an image to a size in pixels and encodes it as a JPEG of a quality from 0 to 1. Returns undefined if that fails. */
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
