import type { CancelScope, HttpRequest, HttpResponse } from "../../src/uploader/index";
import { crc64, crc64ToDecimal } from "../../src/uploader/multipart/parts/crc64";
import type {
  MultipartListResponse,
  MultipartPartsResponse,
  MultipartStartResponse,
  SignedPart,
  StoredUpload,
} from "../uploader/contract-types";
import { cosRejection, respond } from "./fake-cloud";
import type { FakeReply } from "./fake-platform";

/** The calls of a multipart upload. All but `part` go to the signing server. */
export type MultipartCall = "start" | "parts" | "list" | "complete" | "abort" | "part";

/**
 * What happens to a call. By default it is executed. `lost`: it is executed and the response is lost. Otherwise another response, and nothing
 * is executed.
 */
export type CallFate = "done" | "lost" | FakeReply;

/** A call, as a test sees it. */
export interface SeenCall {
  readonly name: MultipartCall;
  /** Of a part. */
  readonly partNumber?: number;
  readonly request: HttpRequest;
}

export interface FakeMultipartOptions {
  /** @default 1000 */
  readonly partBytes?: number;
  /** The fate of a call. */
  fateOf?(call: SeenCall): CallFate | undefined;
  /** Waits, on the phone's clock. */
  wait?(call: SeenCall, scope: CancelScope): Promise<void>;
  /** COS's clock, in milliseconds. */
  nowMs?(): number;
  /** @default 900 */
  readonly lifetimeSeconds?: number;
  /** Whether COS sends `x-cos-hash-crc64ecma`. Phones may not show it. */
  readonly showsChecksums?: boolean;
  /** The owner by the token of a request; undefined if it is rejected with 401. By default there is no login. */
  ownerOf?(token: string | undefined): string | undefined;
}

export interface FakeUpload {
  readonly token: string;
  readonly key: string;
  readonly owner: string;
  readonly size: number;
  readonly partCount: number;
  readonly parts: Map<number, Uint8Array<ArrayBuffer>>;
}

/** The library's own, which has tests of its own: one by BigInt takes seconds. */
const checksumOf = (bytes: Uint8Array) => crc64ToDecimal(crc64(bytes));

export const COS_HOST = "videos-1250000000.cos.ap-guangzhou.myqcloud.com";

/**
 * A signing server with multipart uploads, and a bucket. It is strict: a part is an ArrayBuffer of exactly the signed length, sent with exactly the
 * signed headers before the signature expires.
 */
export function createFakeMultipartCloud(options: FakeMultipartOptions = {}) {
  const { partBytes = 1000, lifetimeSeconds = 900, nowMs = () => 0, showsChecksums = true } = options;
  /** Unfinished uploads by token. */
  const uploads = new Map<string, FakeUpload>();
  const objects = new Map<string, Uint8Array<ArrayBuffer>>();
  const calls: SeenCall[] = [];
  const signatures = new Map<
    string,
    { readonly part: SignedPart; readonly expiresAtMs: number; readonly md5?: string }
  >();
  const inFlight = new Set<string>();
  const keys = new Map<string, string>();
  const faults: string[] = [];
  let mostInFlight = 0;
  let count = 0;
  const everStarted = new Map<string, FakeUpload>();

  function problem(status: number, code: string): HttpResponse {
    return respond(status, JSON.stringify({ status, code, detail: code }));
  }
  const json = (body: unknown) => respond(200, JSON.stringify(body));
  const bytesOf = (upload: FakeUpload, partNumber: number) =>
    partNumber < upload.partCount ? partBytes : upload.size - (upload.partCount - 1) * partBytes;

  function sign(upload: FakeUpload, partNumbers: readonly number[], md5s?: readonly string[]): MultipartPartsResponse {
    const parts = partNumbers.map((partNumber, index) => {
      count += 1;
      const md5 = md5s?.[index];
      const headers = { Authorization: `signature ${count}`, ...(md5 && { "Content-MD5": md5 }) };
      const uploadUrl = `https://${COS_HOST}/${upload.key}?partNumber=${partNumber}&uploadId=${upload.token}&n=${count}`;
      const part = { partNumber, bytes: bytesOf(upload, partNumber), uploadUrl, headers };
      signatures.set(uploadUrl, { part, expiresAtMs: nowMs() + lifetimeSeconds * 1000, ...(md5 && { md5 }) });
      return part;
    });
    return { parts, expiresAt: 1, expiresInSeconds: lifetimeSeconds };
  }

  const server = {
    start(body: { ext: string; size: number }, owner: string, header: Readonly<Record<string, string>>): FakeReply {
      const idempotencyKey = header["Idempotency-Key"] ?? "";
      if (!/^[\w-]{1,64}$/.test(idempotencyKey)) return problem(400, "idempotency_key_required");
      count += 1;
      const key = keys.get(idempotencyKey) ?? `uploads/${owner || "anyone"}/${count}.${body.ext}`;
      keys.set(idempotencyKey, key);
      const partCount = Math.ceil(body.size / partBytes);
      const upload = { token: `token-${count}`, key, owner, size: body.size, partCount, parts: new Map() };
      uploads.set(upload.token, upload);
      everStarted.set(upload.token, upload);
      const first = Array.from({ length: Math.min(20, partCount) }, (_, index) => index + 1);
      const started: MultipartStartResponse = {
        cosHost: COS_HOST,
        cosKey: key,
        objectUrl: `https://${COS_HOST}/${key}`,
        contentType: "video/mp4",
        maxBytes: 5_000_000_000,
        uploadToken: upload.token,
        partBytes,
        partCount,
        ...sign(upload, first),
        resumableUntil: 172_800,
        resumableSeconds: 172_800,
      };
      return json(started);
    },
    parts(upload: FakeUpload, { partNumbers, md5s }: { partNumbers: number[]; md5s?: string[] }): FakeReply {
      const isValid =
        partNumbers.length >= 1 &&
        partNumbers.length <= 100 &&
        new Set(partNumbers).size === partNumbers.length &&
        partNumbers.every((partNumber) => partNumber >= 1 && partNumber <= upload.partCount);
      if (!isValid) faults.push(`part numbers ${partNumbers}`);
      return isValid ? json(sign(upload, partNumbers, md5s)) : problem(400, "invalid_part_numbers");
    },
    list(upload: FakeUpload): FakeReply {
      const held = [...upload.parts].map(([partNumber, { byteLength: bytes }]) => ({ partNumber, bytes, etag: "e" }));
      const missing = Array.from({ length: upload.partCount }, (_, index) => index + 1).filter(
        (partNumber) => !upload.parts.has(partNumber),
      );
      const listed: MultipartListResponse = { held, ...sign(upload, missing.slice(0, 20)) };
      return json(listed);
    },
    complete(upload: FakeUpload, { crc64 }: { crc64?: string }): FakeReply {
      const isThere = objects.get(upload.key);
      if (!uploads.has(upload.token)) return isThere ? json(stored(upload, isThere)) : problem(410, "upload_gone");
      const numbers = Array.from({ length: upload.partCount }, (_, index) => index + 1);
      const isWhole = numbers.every(
        (partNumber) => upload.parts.get(partNumber)?.byteLength === bytesOf(upload, partNumber),
      );
      if (!isWhole) return problem(409, "parts_incomplete");
      const object = new Uint8Array(upload.size);
      for (const partNumber of numbers) object.set(upload.parts.get(partNumber) ?? [], (partNumber - 1) * partBytes);
      uploads.delete(upload.token);
      if (isThere === undefined) objects.set(upload.key, object);
      const { crc64: real } = stored(upload, object);
      if (crc64 === undefined || crc64 === real || !showsChecksums) return json(stored(upload, object));
      objects.delete(upload.key);
      return problem(409, "checksum_mismatch");
    },
    abort(upload: FakeUpload): FakeReply {
      uploads.delete(upload.token);
      return respond(204);
    },
  };

  function stored(upload: FakeUpload, object: Uint8Array): StoredUpload {
    return {
      cosKey: upload.key,
      status: "stored",
      bytes: object.byteLength,
      contentType: "video/mp4",
      etag: "whole-1",
      ...(showsChecksums && { crc64: checksumOf(object) }),
      storedAt: 1,
      proof: `proof of ${upload.key}`,
    };
  }

  function callServer(name: Exclude<MultipartCall, "part">, { data, header = {} }: HttpRequest): FakeReply {
    const owner = (options.ownerOf ?? (() => ""))(header["Authorization"]?.replace("Bearer ", ""));
    if (owner === undefined) return problem(401, "login_required");
    const body = JSON.parse(String(data));
    if (name === "start") return server.start(body, owner, header);
    const upload = everStarted.get(body.uploadToken);
    if (upload === undefined || upload.owner !== owner) {
      faults.push(`${name} with a token of another user`);
      return problem(403, "invalid_upload_token");
    }
    if (name === "complete") return server.complete(upload, body);
    if (name === "abort") return server.abort(upload);
    if (!uploads.has(upload.token)) return problem(410, "upload_gone");
    return server[name](upload, body);
  }

  /** @param arrivedAtMs COS checks a signature when the request arrives, not when its body has arrived */
  function putPart({ url, data, header = {} }: HttpRequest, arrivedAtMs: number): FakeReply {
    const signature = signatures.get(url);
    if (signature === undefined) return cosRejection(403, "SignatureDoesNotMatch");
    const { part, expiresAtMs } = signature;
    const isExact = data instanceof ArrayBuffer && data.byteLength === part.bytes;
    const hasHeaders = JSON.stringify(header) === JSON.stringify(part.headers);
    if (!isExact || !hasHeaders) faults.push(`part ${part.partNumber}: not the signed length or headers`);
    if (!isExact || !hasHeaders) return cosRejection(403, "SignatureDoesNotMatch");
    if (arrivedAtMs >= expiresAtMs) return cosRejection(403, "AccessDenied", "Request has expired");
    const upload = uploads.get(new URL(url).searchParams.get("uploadId") ?? "");
    if (upload === undefined) return cosRejection(404, "NoSuchUpload");
    const bytes = new Uint8Array(data.slice(0));
    upload.parts.set(part.partNumber, bytes);
    return respond(200, "", showsChecksums ? { "x-cos-hash-crc64ecma": checksumOf(bytes) } : {});
  }

  function seenCall(request: HttpRequest): SeenCall {
    const { method, url } = request;
    if (method === "PUT")
      return { name: "part", partNumber: Number(new URL(url).searchParams.get("partNumber")), request };
    const name = /\/multipart\/?(parts|list|complete|abort)?$/.exec(url)?.[1] ?? "start";
    if (name === "parts" || name === "list" || name === "complete" || name === "abort") return { name, request };
    return { name: "start", request };
  }

  async function onRequest(request: HttpRequest, scope: CancelScope): Promise<FakeReply> {
    const call = seenCall(request);
    calls.push(call);
    if (call.name === "part") {
      const id = `${new URL(request.url).searchParams.get("uploadId")} ${call.partNumber}`;
      if (inFlight.has(id)) faults.push(`part ${id} in flight twice`);
      inFlight.add(id);
      mostInFlight = Math.max(mostInFlight, inFlight.size);
      scope.cleanUps.add(() => inFlight.delete(id));
    }
    const arrivedAtMs = nowMs();
    const fate = options.fateOf?.(call) ?? "done";
    await options.wait?.(call, scope);
    if (fate !== "done" && fate !== "lost") return fate;
    const reply = call.name === "part" ? putPart(request, arrivedAtMs) : callServer(call.name, request);
    return fate === "lost" ? "network" : reply;
  }

  return {
    onRequest,
    /** Every call, in order. */
    calls,
    objects,
    /** Unfinished uploads by token. */
    uploads,
    /** The phone was switched off: its connections are gone. */
    dropConnections: () => inFlight.clear(),
    /** What a client must never do. */
    faults,
    mostInFlight: () => mostInFlight,
    /** How often each call was made. */
    count: (name: MultipartCall) => calls.filter((call) => call.name === name).length,
    /** The numbers of the parts that were sent, in order. */
    sentParts: () => calls.flatMap(({ partNumber }) => partNumber ?? []),
  };
}

export type FakeMultipartCloud = ReturnType<typeof createFakeMultipartCloud>;
