import { withUnsupportedCalls } from "./unsupported-calls.ts";

/**
 * Creates `wx.createVideoContext`. Calls on a video that is not on the page have no effect, as in WeChat.
 *
 * @param findVideo returns the browser's player in the `<video>` with an id on the page that is shown
 */
export function createVideoContexts(
  findVideo: (id: string) => HTMLVideoElement | undefined,
  report: (message: string) => void,
) {
  return (id: string) => {
    const context = {
      // A browser may refuse to play before the user's first tap. The player then shows its play button.
      play: () =>
        void findVideo(id)
          ?.play()
          .catch(() => {}),
      pause: () => findVideo(id)?.pause(),
      seek(seconds: number) {
        const video = findVideo(id);
        if (video !== undefined) video.currentTime = seconds;
      },
    };
    return withUnsupportedCalls("VideoContext", context, report);
  };
}
