import type { StsAdviceCode } from "@wx-cos-upload/server/advanced";
import type { Addition, CheckName, CosCause, LoginFault, Message, NetworkCause } from "../vocabulary.ts";

/** All texts of the doctor in one language. Reasons from the server itself are not translated. */
export interface Texts {
  readonly checks: Readonly<Record<CheckName, string>>;
  readonly variables: {
    well(bucket: string | undefined, credentials: string, login: string): Message;
    noLocalCos(): Message;
    wrong(problem: string): Message;
    /** Follows the last invalid variable. */
    readonly advice: string;
  };
  readonly bucket: {
    answers(url: string): Message;
    local(url: string): Message;
    notStarted(reason: string): Message;
    localBesideHost(url: string, host: string): Message;
    isPublic(url: string): Message;
    refuses(url: string, refusal: string, advice: string): Message;
    silent(url: string, reason: string, advice: string): Message;
  };
  readonly clock: {
    right(seconds: number): Message;
    refused(seconds: number, direction: "ahead" | "behind"): Message;
    /** COS still accepts signatures, but would not if the clock were much further ahead. */
    ahead(seconds: number, maxSeconds: number): Message;
    shortened(seconds: number, signatureSeconds: number): Message;
    untold(): Message;
  };
  readonly credentials: {
    keys(): Message;
    given(source: string, seconds: number): Message;
    ofFunction(): Message;
    refused(said: string, advice: string): Message;
  };
  readonly put: { well(key: string, milliseconds: number): Message };
  readonly head: {
    well(): Message;
    different(what: string): Message;
    forbidden(): Message;
  };
  readonly binding: {
    holds(refusal: string): Message;
    broken(key: string): Message;
  };
  readonly additions: {
    rejected(header: string, rejection: string): Message;
    /** What the holder of any signature can do with the header, and the advice against it. */
    readonly accepted: Readonly<Record<Addition, (key: string) => Message>>;
  };
  readonly form: { well(key: string): Message };
  readonly parts: {
    well(key: string): Message;
    off(variables: string): Message;
    sameKey(): Message;
    sameRole(): Message;
    copied(said: string): Message;
    slow(key: string): Message;
  };
  readonly deletion: {
    well(count: number): Message;
    forbidden(keys: string): Message;
    failed(keys: string, said: string, advice: string): Message;
    nothing(): Message;
  };
  readonly cors: {
    allowed(origin: string): Message;
    refused(origin: string, said: string): Message;
    incomplete(origin: string, missing: string): Message;
    notSet(): Message;
  };
  readonly redis: {
    notSet(): Message;
    well(milliseconds: number): Message;
    silent(reason: string): Message;
  };
  readonly login: {
    none(): Message;
    standIn(): Message;
    wechat(appId: string): Message;
    fault(errcode: LoginFault): Message;
    wechatSilent(reason: string): Message;
    sharedSecret(): Message;
    keySet(url: string, algorithm: string): Message;
    noUsableKey(url: string, algorithm: string): Message;
    noKeySet(url: string, reason: string): Message;
  };
  /** The bucket responded unexpectedly. */
  readonly refused: (said: string, advice: string) => Message;
  readonly notTried: (because: CheckName) => Message;
  readonly failedItself: (reason: string) => Message;
  readonly cosAdvice: Readonly<Record<Exclude<CosCause, "AccessDenied">, string>>;
  readonly networkAdvice: Readonly<Record<NetworkCause, string>>;
  /** @param action `name/cos:PutObject` */
  readonly missingAction: (action: string) => string;
  readonly stsAdvice: (code: StsAdviceCode | undefined) => string;
  readonly domains: {
    readonly title: string;
    readonly request: string;
    readonly uploadFile: string;
    readonly downloadFile: string;
    readonly signingServer: string;
    readonly local: string;
  };
  readonly policies: {
    readonly upload: string;
    readonly service: string;
    readonly reading: string;
  };
  readonly allWell: string;
  wrongCount(count: number): string;
}
