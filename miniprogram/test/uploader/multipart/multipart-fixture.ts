import type { PlatformStorage, UploaderOptions } from "../../../src/uploader/index";
import { createFakeMultipartCloud, type FakeMultipartOptions } from "../../fakes/fake-multipart-cloud";
import type { FakePlatform, FakePlatformOptions } from "../../fakes/fake-platform";

export const SERVER_URL = "https://sign.example.com";
export const VIDEO = "wxfile://tmp/video.mp4";

/** Prime, so that no two parts of a file are equal. */
const PERIOD = 65_537;

/** A file that the library takes for an MP4. Its bytes repeat after 64 KiB. */
export function video(bytes: number, seed = 1): Uint8Array<ArrayBuffer> {
  const content = new Uint8Array(bytes);
  let state = seed;
  for (let at = 0; at < Math.min(bytes, PERIOD); at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    content[at] = state >> 16;
  }
  for (let filled = PERIOD; filled < bytes; filled *= 2) content.copyWithin(filled, 0, filled);
  content.set([0, 0, 0, 16, ...Buffer.from("ftypisom"), 0, 0, 0, 0]);
  return content;
}

/** Whether objects are these files, in this order. Jest compares large arrays element by element, which takes seconds. */
export function areFiles(objects: Iterable<Uint8Array | undefined>, ...files: readonly Uint8Array[]): boolean {
  const list = [...objects];
  return (
    list.length === files.length && files.every((file, index) => Buffer.compare(file, list[index] ?? Buffer.of()) === 0)
  );
}

/** Storage that outlives an uploader, and what was written to it. */
export function createStorage() {
  const texts = new Map<string, string>();
  let writes = 0;
  const storage: PlatformStorage = {
    get: async (_scope, key) => texts.get(key),
    async set(_scope, key, text) {
      writes += 1;
      texts.set(key, text);
    },
    async remove(_scope, key) {
      texts.delete(key);
    },
  };
  return { storage, texts, writes: () => writes };
}

export interface LifeOptions extends Partial<FakePlatformOptions> {
  readonly uploader?: Partial<UploaderOptions>;
  readonly owner?: () => string;
  /** The library of a running life, for another uploader in it. By default a new life begins. */
  readonly library?: ReturnType<typeof loadLibrary>;
}

/** The library as a program that has just started loads it: nothing of an earlier life is in memory. */
function loadLibrary() {
  const load = () => ({
    ...jest.requireActual<typeof import("../../../src/uploader/index")>("../../../src/uploader/index"),
    ...jest.requireActual<typeof import("../../../src/uploader/multipart/index")>(
      "../../../src/uploader/multipart/index",
    ),
    ...jest.requireActual<typeof import("../../fakes/fake-platform")>("../../fakes/fake-platform"),
  });
  let loaded: ReturnType<typeof load> | undefined;
  jest.isolateModules(() => {
    loaded = load();
  });
  if (loaded === undefined) throw new Error("isolateModules did not run");
  return loaded;
}

/**
 * A cloud, and lives of an app that uses it on one phone. A life is killed by no longer advancing its clock.
 */
export function multipartFixture(options: FakeMultipartOptions & { readonly storage?: PlatformStorage } = {}) {
  let current: FakePlatform | undefined;
  let life: ReturnType<typeof loadLibrary> | undefined;
  const cloud = createFakeMultipartCloud({ nowMs: () => current?.nowMs() ?? 0, ...options });
  const { storage = createStorage().storage } = options;

  function begin({ uploader, owner, library: running, ...platformOptions }: LifeOptions = {}) {
    if (running === undefined) cloud.dropConnections();
    const library = running ?? loadLibrary();
    const { createFakePlatform, createMultipart, createUploader } = library;
    const startMs = (current?.nowMs() ?? 5_000) + 1_000;
    let seed = startMs;
    // A life that was killed sends and saves nothing more.
    const ifAlive = <Result>(act: () => Promise<Result>) => (library === life ? act() : new Promise<Result>(() => {}));
    const platform: FakePlatform = createFakePlatform({
      onRequest: (request, scope) =>
        ifAlive(async () => {
          const reply = await cloud.onRequest(request, scope);
          return ifAlive(async () => reply);
        }),
      onForm: () => "never",
      random: () => {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
        return seed / 2 ** 32;
      },
      storage: {
        get: (scope, key) => ifAlive(() => storage.get(scope, key)),
        set: (scope, key, text) => ifAlive(() => storage.set(scope, key, text)),
        remove: (scope, key) => ifAlive(() => storage.remove(scope, key)),
      },
      startMs,
      ...platformOptions,
    });
    current = platform;
    life = library;
    const multipart = createMultipart({ thresholdBytes: 2_000, ...(owner && { owner }) });
    return { library, platform, uploader: createUploader({ serverUrl: SERVER_URL, platform, multipart, ...uploader }) };
  }
  return { cloud, begin, now: () => current };
}
