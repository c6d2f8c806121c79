import type { StsAdviceCode } from "../../credentials/sts-error.ts";
import type { CheckName } from "../finding.ts";
import type { CosTrouble, NetworkTrouble } from "../troubles.ts";

/** What was found, and what to do about it. */
export type Saying = readonly [says: string, advice?: string];

/** Faults of the set-up that code2Session tells. */
export type LoginFault = 40013 | 40125 | 40164;

/** Headers that the doctor adds to a signed PUT. */
export type Addition = "x-cos-copy-source" | "x-cos-grant-read" | "x-cos-storage-class" | "Pic-Operations";

/** Everything the doctor says, in one language. Reasons that the server itself gives stay as it gives them. */
export interface Texts {
  readonly checks: Readonly<Record<CheckName, string>>;
  readonly variables: {
    well(bucket: string | undefined, credentials: string, login: string): Saying;
    noLocalCos(): Saying;
    wrong(problem: string): Saying;
    /** After the last of them. */
    readonly advice: string;
  };
  readonly bucket: {
    answers(url: string): Saying;
    local(url: string): Saying;
    notStarted(reason: string): Saying;
    localBesideHost(url: string, host: string): Saying;
    isPublic(url: string): Saying;
    refuses(url: string, refusal: string, advice: string): Saying;
    silent(url: string, reason: string, advice: string): Saying;
  };
  readonly clock: {
    right(seconds: number): Saying;
    refused(seconds: number, direction: "ahead" | "behind"): Saying;
    /** Signatures hold, and wouldn't with a little more. */
    ahead(seconds: number, maxSeconds: number): Saying;
    shortened(seconds: number, signatureSeconds: number): Saying;
    untold(): Saying;
  };
  readonly credentials: {
    keys(): Saying;
    given(source: string, seconds: number): Saying;
    ofFunction(): Saying;
    refused(said: string, advice: string): Saying;
  };
  readonly put: { well(key: string, milliseconds: number): Saying };
  readonly head: {
    well(): Saying;
    different(what: string): Saying;
    forbidden(): Saying;
  };
  readonly binding: {
    holds(refusal: string): Saying;
    broken(key: string): Saying;
  };
  readonly additions: {
    rejected(header: string, rejection: string): Saying;
    /** What the holder of any signature can do by it, and what to do about it. */
    readonly accepted: Readonly<Record<Addition, (key: string) => Saying>>;
  };
  readonly form: { well(key: string): Saying };
  readonly deletion: {
    well(count: number): Saying;
    forbidden(keys: string): Saying;
    failed(keys: string, said: string, advice: string): Saying;
    nothing(): Saying;
  };
  readonly cors: {
    allowed(origin: string): Saying;
    refused(origin: string, said: string): Saying;
    incomplete(origin: string, missing: string): Saying;
    notSet(): Saying;
  };
  readonly redis: {
    notSet(): Saying;
    well(milliseconds: number): Saying;
    silent(reason: string): Saying;
  };
  readonly login: {
    none(): Saying;
    standIn(): Saying;
    wechat(appId: string): Saying;
    fault(errcode: LoginFault): Saying;
    wechatSilent(reason: string): Saying;
    sharedSecret(): Saying;
    keySet(url: string, algorithm: string): Saying;
    noUsableKey(url: string, algorithm: string): Saying;
    noKeySet(url: string, reason: string): Saying;
  };
  /** A request to the bucket that was not answered as it should be. */
  readonly refused: (said: string, advice: string) => Saying;
  readonly notTried: (because: CheckName) => Saying;
  readonly failedItself: (reason: string) => Saying;
  readonly cosAdvice: Readonly<Record<Exclude<CosTrouble, "AccessDenied">, string>>;
  readonly networkAdvice: Readonly<Record<NetworkTrouble, string>>;
  /** @param action `name/cos:PutObject` */
  readonly missingAction: (action: string) => string;
  readonly stsAdvice: (code: StsAdviceCode | undefined) => string;
  readonly domains: {
    readonly title: string;
    readonly request: string;
    readonly uploadFile: string;
    readonly signingServer: string;
    readonly local: string;
  };
  readonly allWell: string;
  wrongCount(count: number): string;
}
