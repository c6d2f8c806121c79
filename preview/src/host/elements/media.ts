import type { ElementContext, ElementDefinition } from "./element.ts";

/** `<image>`: an image of the browser. Emits `load` with its size, or `error`. */
export function image({ fileAddress }: ElementContext): ElementDefinition {
  return {
    properties: { src: "", mode: "scaleToFill", alt: "" },
    data: { address: "" },
    events: ["load", "error"],
    attach(element) {
      const { html } = element;
      return {
        changed() {
          if (element.text("ariaLabel") !== "" && !html.hasAttribute("role")) html.setAttribute("aria-role", "img");
          element.show({ address: fileAddress(element.text("src")) });
        },
        handlers: {
          onLoad() {
            const picture = html.querySelector("img");
            element.emit("load", { width: picture?.naturalWidth ?? 0, height: picture?.naturalHeight ?? 0 });
          },
          onError() {
            // An image without a source has not failed.
            if (element.text("src") !== "") element.emit("error", { errMsg: `GET ${element.text("src")} failed` });
          },
        },
      };
    },
  };
}

/** `<video>`: the browser's own player. */
export function video({ fileAddress }: ElementContext): ElementDefinition {
  return {
    properties: {
      src: "",
      poster: "",
      controls: true,
      autoplay: false,
      loop: false,
      muted: false,
      objectFit: "contain",
    },
    data: { address: "", posterAddress: "" },
    events: ["play", "pause", "ended", "error", "waiting", "timeupdate", "loadedmetadata"],
    attach(element) {
      const emit = (name: string) => () => element.emit(name, {});
      const playerOf = () => element.html.querySelector("video");
      return {
        changed() {
          element.show({
            address: fileAddress(element.text("src")),
            posterAddress: fileAddress(element.text("poster")),
          });
          const player = playerOf();
          if (player === null) return;
          player.autoplay = element.isOn("autoplay");
          player.loop = element.isOn("loop");
          player.muted = element.isOn("muted");
        },
        handlers: {
          onPlay: emit("play"),
          onPause: emit("pause"),
          onEnded: emit("ended"),
          onWaiting: emit("waiting"),
          onTimeUpdate() {
            const { currentTime = 0, duration = 0 } = playerOf() ?? {};
            element.emit("timeupdate", { currentTime, duration });
          },
          onLoadedMetadata() {
            const { videoWidth: width = 0, videoHeight: height = 0, duration = 0 } = playerOf() ?? {};
            element.emit("loadedmetadata", { width, height, duration });
          },
          onError: () => element.emit("error", { errMsg: `the video ${element.text("src")} could not be played` }),
        },
      };
    },
  };
}
