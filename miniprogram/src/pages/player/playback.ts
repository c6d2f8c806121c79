import type { UploadsClient } from "../../uploader/uploads/index";
import { lookAt } from "../common/read-object";
import type { ReadingCalls } from "../common/wechat";

/** What the player's page shows. */
export type PlaybackView =
  | { readonly name: "loading" }
  /** `url` is signed, and may end while the video is playing. */
  | { readonly name: "playing"; readonly url: string }
  | { readonly name: "gone" }
  | { readonly name: "failed" };

/** WeChat's video player. https://developers.weixin.qq.com/miniprogram/dev/api/media/video/VideoContext.html */
export interface Player {
  play(): void;
  seek(seconds: number): void;
}

/** What {@link createPlayback} needs. */
export interface PlaybackOptions {
  /** The object's key. */
  readonly key: string;
  readonly uploads: Pick<UploadsClient, "downloads">;
  readonly wechat: Pick<ReadingCalls, "request">;
  readonly player: Player;
  /** The current time, in Unix milliseconds. */
  readonly nowMs: () => number;
  readonly show: (view: PlaybackView) => void;
}

/** Plays one video by signed URLs. The methods take what the player reports. */
export interface Playback {
  /** Signs the first URL, or another one after a failure. Never rejects. */
  start(): Promise<void>;
  timeUpdated(seconds: number): void;
  played(): void;
  paused(): void;
  loaded(): void;
  /** The player could not load the video. Never rejects. */
  failed(): Promise<void>;
  /** The player waits for more of the video. Some phones report nothing else when a URL has ended. Never rejects. */
  waiting(): Promise<void>;
  close(): void;
}

/**
 * Creates the playback. When a URL has ended, it signs another one and continues at the same second. A URL that fails before the video has
 * moved on is the last.
 */
export function createPlayback({ key, uploads, wechat, player, nowMs, show }: PlaybackOptions): Playback {
  let url = "";
  let endsAtMs = 0;
  let seconds = 0;
  /** Where a new URL has to continue, in seconds; undefined while nothing was signed again. */
  let resumeAt: number | undefined;
  let isPlaying = true;
  let isSigning = false;
  /** Whether the current URL has shown something of the video. */
  let hasMoved = false;
  let isClosed = false;

  /** @param onSame what to do if the server signs the same URL again: it has not ended */
  async function sign(onSame: () => Promise<void> = explain): Promise<void> {
    if (isSigning) return;
    isSigning = true;
    try {
      const { downloads, expiresInSeconds } = await uploads.downloads([key]);
      const signed = downloads[0]?.url ?? "";
      const isNew = signed !== url;
      if (isClosed) return;
      endsAtMs = nowMs() + expiresInSeconds * 1000;
      hasMoved = false;
      url = signed;
      if (isNew) show({ name: "playing", url });
      else await onSame();
    } catch {
      if (!isClosed) show({ name: "failed" });
    } finally {
      isSigning = false;
    }
  }

  /** The player reports a failure without its reason, so the object is looked at. */
  async function explain(): Promise<void> {
    const reading = await lookAt(wechat, url);
    if (!isClosed) show({ name: reading === "gone" ? "gone" : "failed" });
  }

  return {
    async start() {
      show({ name: "loading" });
      url = "";
      resumeAt = seconds > 0 ? seconds : undefined;
      await sign();
    },
    timeUpdated(now) {
      if (resumeAt !== undefined || now <= 0) return;
      seconds = now;
      hasMoved = true;
    },
    played() {
      isPlaying = true;
    },
    paused() {
      // A player pauses by itself while it loads another URL.
      if (!isSigning && resumeAt === undefined) isPlaying = false;
    },
    loaded() {
      if (resumeAt === undefined) return;
      player.seek(resumeAt);
      if (isPlaying) player.play();
      resumeAt = undefined;
    },
    async failed() {
      if (isClosed || isSigning) return;
      if (!hasMoved && nowMs() < endsAtMs) return explain();
      resumeAt = seconds;
      await sign();
    },
    async waiting() {
      if (isClosed || isSigning || nowMs() < endsAtMs) return;
      resumeAt = seconds;
      await sign(async () => {
        resumeAt = undefined;
      });
    },
    close() {
      isClosed = true;
    },
  };
}
