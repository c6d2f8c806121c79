/** Numbers of the library that no option sets. */

/** So many of a file's first bytes tell its format. */
export const DETECTION_BYTES = 64;

/** 20 MiB. `auto` takes no larger files into memory, where up to `concurrency` of them would be at a time. */
export const AUTO_PUT_MAX_BYTES = 20_971_520;

/** 100 MiB. https://developers.weixin.qq.com/miniprogram/dev/api/file/FileSystemManager.readFile.html */
export const MAX_READ_BYTES = 104_857_600;

/** Most files in one request for signatures. */
export const MAX_BATCH_FILES = 20;

/** How long the first file's signature waits for other files that are still being checked. */
export const GATHERING_MS = 100;

/** A signature whose last seconds are not begun with: at most half a minute, at most a tenth of its life. */
export const RENEWAL_MS = 30_000;
export const RENEWAL_SHARE = 0.1;

/** A server that asks for a longer wait is told to the person instead. */
export const MAX_RETRY_AFTER_MS = 120_000;

/** Timers take at most 24.8 days. */
export const MAX_TIMER_MS = 2_147_483_647;
