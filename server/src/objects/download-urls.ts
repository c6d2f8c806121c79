import { formatKeyTime, type NameValues, signedUrl } from "@wx-cos-upload/cos-signature";
import type { CredentialProvider, ProvidedCredentials } from "../credentials/credential-provider.ts";
import { credentialsUnavailable } from "../credentials/credentials-unavailable.ts";
import { CLOCK_SKEW_SECONDS } from "../uploads/live-credentials.ts";
import type { ParsedObjectKey } from "../uploads/parse-object-key.ts";

/** What to sign besides the object itself. */
export interface DownloadOptions {
  /** The type that the object is served with, whatever it was stored with. */
  readonly contentType: string;
  /** Browsers save the object under this name. @default they show it, or do what the object's own Content-Disposition says */
  readonly filename?: string | undefined;
  /** In pixels. @default 300 */
  readonly thumbnailWidth?: number | undefined;
}

/** The URLs of one object. */
export interface DownloadUrls {
  readonly cosKey: string;
  readonly url: string;
  /** Only for images that COS can process. */
  readonly thumbnailUrl?: string;
}

/** Signs URLs until one common end. */
export interface DownloadSigner {
  sign(key: ParsedObjectKey, options: DownloadOptions): DownloadUrls;
  /** In Unix seconds. */
  readonly expiresAt: number;
  readonly expiresInSeconds: number;
}

export interface DownloadSignerOptions {
  readonly scheme: "http" | "https";
  /** The host to sign and to read from: the bucket's, or a custom domain of the bucket. */
  readonly host: string;
  /** The credentials of the reading identity. */
  readonly credentials: CredentialProvider;
  /** How long a URL is valid at most. */
  readonly lifetimeSeconds: number;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
}

/** Wide enough for three or four tiles in a row on a phone. */
const DEFAULT_THUMBNAIL_WIDTH = 300;

/** Images that imageMogr2 can read. Image processing (436/44880), "Limits" */
const THUMBNAIL_EXTENSIONS: ReadonlySet<string> = new Set([
  ...["jpg", "jpeg", "png", "gif", "webp", "bmp", "avif", "heic", "heif"],
]);
/** Few browsers show these, so their thumbnails are converted. */
const CONVERTED_EXTENSIONS: ReadonlySet<string> = new Set(["heic", "heif"]);

/**
 * Returns the signer of now. URLs are signed in windows of half their lifetime: the same object has the same URL until the window ends, so
 * caches work, and every URL has at least half of its life left. It ends sooner if its credentials do.
 *
 * @throws {ProblemError} `credentials_unavailable`
 */
export async function createDownloadSigner(options: DownloadSignerOptions): Promise<DownloadSigner> {
  const { scheme, host, lifetimeSeconds, now } = options;
  const credentials = await options.credentials();
  const nowSeconds = Math.floor(now() / 1000);
  const windowSeconds = Math.ceil(lifetimeSeconds / 2);
  const startSeconds = Math.floor(nowSeconds / windowSeconds) * windowSeconds;
  const expiresAt = Math.min(startSeconds + lifetimeSeconds, credentials.expiresSeconds ?? Number.POSITIVE_INFINITY);
  if (expiresAt <= nowSeconds) throw expired(credentials, nowSeconds);
  const keyTime = formatKeyTime({ startSeconds: startSeconds - CLOCK_SKEW_SECONDS, endSeconds: expiresAt });
  const urlOf = (objectKey: string, query: NameValues) =>
    signedUrl({ scheme, host, objectKey, credentials, keyTime, query });
  return {
    expiresAt,
    expiresInSeconds: expiresAt - nowSeconds,
    sign({ key, extension }, { contentType, filename, thumbnailWidth = DEFAULT_THUMBNAIL_WIDTH }) {
      const disposition: NameValues =
        filename === undefined ? [] : [["response-content-disposition", attachment(filename)]];
      return {
        cosKey: key,
        // Without it, the holder of the URL could add text/html, and a browser would run the file on the bucket's domain.
        url: urlOf(key, [["response-content-type", contentType], ...disposition]),
        ...(THUMBNAIL_EXTENSIONS.has(extension) && {
          thumbnailUrl: urlOf(key, [[thumbnailRule(extension, thumbnailWidth), ""]]),
        }),
      };
    },
  };
}

/** `200x` reduces the width and keeps the proportions. Scaling (436/44880), Format conversion (436/44883) */
function thumbnailRule(extension: string, width: number): string {
  const conversion = CONVERTED_EXTENSIONS.has(extension) ? "format/jpg/" : "";
  return `imageMogr2/thumbnail/${width}x/${conversion}`;
}

/** RFC 6266: the name in ASCII for old clients, and in UTF-8 for all others. */
function attachment(filename: string): string {
  const ascii = filename.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const utf8 = encodeURIComponent(filename).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}

function expired({ expiresSeconds = 0 }: ProvidedCredentials, nowSeconds: number): Error {
  return credentialsUnavailable(
    new Error(`by this clock, the credentials expired ${nowSeconds - expiresSeconds} s ago`),
    5,
  );
}
