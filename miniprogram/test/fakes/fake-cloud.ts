import type { FormUpload, HttpRequest, HttpResponse } from "../../src/uploader/index";
import type { FakeReply } from "./fake-platform";
import { createSigningServer } from "./signatures";

/** The outcome of one upload: COS stores it, COS stores it and the response is lost, or another response. */
export type UploadOutcome = "stored" | "lost" | FakeReply;

export interface FakeCloud {
  /** How often each object was written, by key. */
  readonly objects: Map<string, number>;
  /** The outcomes of the next uploads, in order. After that COS stores each upload. */
  readonly nextResponses: UploadOutcome[];
  /** The signing server's next responses. After that it signs each request. */
  readonly nextSignResponses: FakeReply[];
  onRequest(request: HttpRequest): FakeReply;
  onForm(upload: FormUpload): FakeReply;
}

export const respond = (statusCode: number, data = "", header: Record<string, string> = {}): HttpResponse => ({
  statusCode,
  header,
  data,
});

export const cosRejection = (status: number, code: string, message = code): HttpResponse =>
  respond(status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);

/** A signing server, and a bucket that stores each key once, as with x-cos-forbid-overwrite. */
export function createFakeCloud(): FakeCloud {
  const server = createSigningServer();
  const objects = new Map<string, number>();
  const nextResponses: UploadOutcome[] = [];
  const nextSignResponses: FakeReply[] = [];

  function store(key: string): FakeReply {
    const outcome = nextResponses.shift() ?? "stored";
    if (outcome !== "stored" && outcome !== "lost") return outcome;
    if (objects.has(key)) return cosRejection(409, "FileAlreadyExists");
    objects.set(key, (objects.get(key) ?? 0) + 1);
    return outcome === "lost" ? "network" : respond(200, "", { etag: '"abc"', "x-cos-request-id": "NjQw" });
  }

  return {
    objects,
    nextResponses,
    nextSignResponses,
    onRequest(request) {
      const { method, url, data } = request;
      if (method === "PUT") return store(url.replace(/^https?:\/\/[^/]+\//, ""));
      const outcome = nextSignResponses.shift();
      if (outcome !== undefined) return outcome;
      return respond(200, JSON.stringify(server.respond({ url, ...(typeof data === "string" && { data }) })));
    },
    onForm: ({ formData }) => store(formData["key"] ?? ""),
  };
}
