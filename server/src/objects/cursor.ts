import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { importSecrets, type SecretList } from "../auth/index.ts";
import { ProblemError } from "../errors.ts";
import type { PageStart } from "./newest-first.ts";

/** The cursors of `GET /uploads`. A client can neither read a meaning into them nor make one. */
export interface Cursors {
  /** Issues the cursor of a page. @param folder the user's folder, with the prefix and a slash at the end */
  issue(start: PageStart, folder: string): Promise<string>;
  /** Returns where the page starts. @throws {ProblemError} `invalid_cursor` for a forged or expired cursor, and for one of another kind, bucket or folder */
  verify(cursor: string, folder: string): Promise<PageStart>;
}

export interface CursorsOptions {
  /** Secrets of 32 characters or more. The first signs; all of them verify. */
  readonly keys: SecretList;
  /** `name-appid`. */
  readonly bucket: string;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
}

const ALGORITHM = "HS256";
const ISSUER = "wx-cos-upload";
/** Keeps cursors apart from every other kind of token, also if all kinds share one secret. RFC 8725 §3.11 */
const TYPE = "cursor+jwt";
/** Longer than a page stays open. */
const LIFETIME_SECONDS = 86_400;
const CLOCK_TOLERANCE_SECONDS = 5;

const claims = z.object({ before: z.string().optional(), from: z.int().min(0).optional() });

/** Creates the cursors. Any server with the same keys continues what another one began. */
export function createCursors({ keys, bucket, now }: CursorsOptions): Cursors {
  const { signingKeyId, signingKey, findKey } = importSecrets(keys);
  const audience = `${ISSUER}/uploads/${bucket}`;
  return {
    async issue({ before, from }, folder) {
      const nowSeconds = Math.floor(now() / 1000);
      return new SignJWT({ ...(before !== undefined && { before }), ...(from !== undefined && { from }) })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: signingKeyId })
        .setIssuer(ISSUER)
        .setAudience(audience)
        .setSubject(folder)
        .setExpirationTime(nowSeconds + LIFETIME_SECONDS)
        .sign(await signingKey);
    },

    async verify(cursor, folder) {
      const verified = await jwtVerify(cursor, findKey, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: ISSUER,
        audience,
        subject: folder,
        requiredClaims: ["exp"],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(now()),
      }).catch(rejectCursor);
      const parsed = claims.safeParse(verified.payload);
      if (!parsed.success) throw invalidCursor();
      return parsed.data;
    },
  };
}

/** All rejections look the same: a cursor is opaque, and a client can only begin again. */
function rejectCursor(): never {
  throw invalidCursor();
}

function invalidCursor(): ProblemError {
  const detail =
    "cursor is not a valid one of this list: it is changed, another user's or older than a day; begin without a cursor";
  return new ProblemError("invalid_cursor", detail, { field: "cursor" });
}
