import type { JwtAuthenticationOptions } from "../auth/create-authentication.ts";
import { MIN_SECRET_CHARACTERS } from "../auth/index.ts";
import { InvalidValue } from "../errors.ts";
import { readOwnerKey } from "./owner-key.ts";
import { secretOfAtLeast } from "./secret.ts";
import { isConfidential, parseServiceUrl } from "./service-url.ts";
import { oneOf, type VariableReader } from "./variables.ts";

/** Tokens from the site's own issuer. */
export interface JwtConfig extends JwtAuthenticationOptions {
  readonly mode: "jwt";
}

const REQUIRED = ["JWT_ISSUER", "JWT_AUDIENCE", "OWNER_KEY"] as const;

/** Reads the variables of AUTH=jwt. The reader collects the problems. */
export function readJwt(variables: VariableReader): JwtConfig | undefined {
  for (const name of REQUIRED) {
    if (variables.text(name) === undefined) variables.reject(name, "is missing; AUTH=jwt needs it");
  }
  const issuer = variables.read("JWT_ISSUER", undefined, parseName);
  const audience = variables.read("JWT_AUDIENCE", undefined, parseName);
  const ownerKey = readOwnerKey(variables);
  const subjectClaim = variables.read("JWT_SUBJECT_CLAIM", "sub", parseName);
  const keys = readKeys(variables);
  if (issuer === undefined || audience === undefined || ownerKey === undefined || keys === undefined) return undefined;
  return { mode: "jwt", issuer, audience, subjectClaim, ownerKey, ...keys };
}

function readKeys(variables: VariableReader): Pick<JwtConfig, "algorithm" | "keys"> | undefined {
  const jwksUrl = variables.read("JWT_JWKS_URL", undefined, parseJwksUrl);
  const secret = variables.read("JWT_SECRET", undefined, secretOfAtLeast(MIN_SECRET_CHARACTERS));
  // Exactly one algorithm: with a choice, a forged token could name the one that suits the attacker.
  const algorithm = variables.read(
    "JWT_ALGORITHM",
    undefined,
    oneOf("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"),
  );
  const [hasUrl, hasSecret] = (["JWT_JWKS_URL", "JWT_SECRET"] as const).map(
    (name) => variables.text(name) !== undefined,
  );
  if (hasUrl === hasSecret) {
    variables.reject(
      "JWT_JWKS_URL",
      "set either this or JWT_SECRET, but not both: it defines the keys that verify tokens",
    );
  } else if (hasSecret && algorithm !== undefined) {
    variables.reject("JWT_ALGORITHM", "is for JWT_JWKS_URL only; with JWT_SECRET the algorithm is always HS256");
  }
  if (secret !== undefined) return { algorithm: "HS256", keys: { secret } };
  return jwksUrl === undefined ? undefined : { algorithm: algorithm ?? "RS256", keys: { jwksUrl } };
}

/** Parses an issuer, audience or claim, which must match tokens exactly. */
function parseName(text: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new InvalidValue(text, "contains white space or another character that is not allowed in tokens");
}

function parseJwksUrl(text: string): string {
  const url = parseServiceUrl(text, "a key set is public");
  if (url !== undefined && isConfidential(url)) return url.href;
  throw new InvalidValue(text, "is not an https URL, such as https://login.example.com/.well-known/jwks.json");
}
