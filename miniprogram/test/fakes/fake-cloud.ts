import type { FormUpload, HttpRequest, HttpResponse } from "../../src/uploader/index";
import type { FakeReply } from "./fake-platform";
import { createSigningServer } from "./signatures";

/** What becomes of one upload: COS's own way of it, its answer lost on the way back, or something else in its place. */
export type UploadFate = "stored" | "lost" | FakeReply;

export interface FakeCloud {
  /** How often each object was written, by its key. */
  readonly objects: Map<string, number>;
  /** What becomes of the next uploads, first to last; after that COS takes them. */
  readonly fates: UploadFate[];
  /** What the signing server says to the next requests; after that it signs. */
  readonly signFates: FakeReply[];
  onRequest(request: HttpRequest): FakeReply;
  onForm(upload: FormUpload): FakeReply;
}

export const respond = (statusCode: number, data = "", header: Record<string, string> = {}): HttpResponse => ({
  statusCode,
  header,
  data,
});

export const cosRefusal = (status: number, code: string, message = code): HttpResponse =>
  respond(status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);

/** A signing server, and a bucket that stores each key once, as x-cos-forbid-overwrite has it. */
export function createFakeCloud(): FakeCloud {
  const server = createSigningServer();
  const objects = new Map<string, number>();
  const fates: UploadFate[] = [];
  const signFates: FakeReply[] = [];

  function store(key: string): FakeReply {
    const fate = fates.shift() ?? "stored";
    if (fate !== "stored" && fate !== "lost") return fate;
    if (objects.has(key)) return cosRefusal(409, "FileAlreadyExists");
    objects.set(key, (objects.get(key) ?? 0) + 1);
    return fate === "lost" ? "network" : respond(200, "", { etag: '"abc"', "x-cos-request-id": "NjQw" });
  }

  return {
    objects,
    fates,
    signFates,
    onRequest(request) {
      const { method, url, data } = request;
      if (method === "PUT") return store(url.replace(/^https?:\/\/[^/]+\//, ""));
      const fate = signFates.shift();
      if (fate !== undefined) return fate;
      return respond(200, JSON.stringify(server.answer({ url, ...(typeof data === "string" && { data }) })));
    },
    onForm: ({ formData }) => store(formData["key"] ?? ""),
  };
}
