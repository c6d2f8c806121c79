import { createFileStore } from "../../browser/src/file-store";
import { UploadError } from "../../src/uploader/index";

const textOf = async (blob: Promise<Blob>) => (await blob).text();
const isOpenable = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

async function codeOf(blob: Promise<Blob>): Promise<string> {
  const error: unknown = await blob.catch((cause) => cause);
  return error instanceof UploadError ? error.code : "no error";
}

test.each([
  ["照片 1.JPG", "jpg"],
  ["no extension", undefined],
])("a file named %s has the extension %s", (name, extension) => {
  expect(createFileStore().addFile(new File(["a"], name)).extension).toBe(extension);
});

test("a blob has no name, so it has no extension", () => {
  expect(createFileStore().addFile(new Blob(["a"]))).toEqual({ filePath: expect.stringMatching(/^blob:/) });
});

test("an added file stays readable after its uploads, and if the page revokes its URL, until it is released", async () => {
  const files = createFileStore();
  const file = files.addFile(new File(["a"], "a.txt"));
  files.endUpload(file.filePath);
  expect(await isOpenable(file.filePath)).toBe(true);
  URL.revokeObjectURL(file.filePath);
  expect(await textOf(files.open(file.filePath))).toBe("a");
  files.release(file);
  expect(await codeOf(files.open(file.filePath))).toBe("file_not_found");
});

test("release revokes the URL", async () => {
  const files = createFileStore();
  const file = files.addFile(new Blob(["a"]));
  const other = files.addFile(new Blob(["b"]));
  files.release(file);
  expect([await isOpenable(file.filePath), await isOpenable(other.filePath)]).toEqual([false, true]);
  files.releaseAll();
  expect(await isOpenable(other.filePath)).toBe(false);
});

test("a URL of the page is read once for an upload, and not kept afterwards", async () => {
  const files = createFileStore();
  const url = URL.createObjectURL(new Blob(["a"]));
  const first = await files.open(url);
  URL.revokeObjectURL(url);
  expect(await files.open(url)).toBe(first);
  files.endUpload(url);
  expect(await codeOf(files.open(url))).toBe("file_not_found");
});

test("a URL that could not be read is tried again", async () => {
  const files = createFileStore();
  expect(await codeOf(files.open("blob:nodedata:0"))).toBe("file_not_found");
  const fetched = jest.spyOn(globalThis, "fetch").mockResolvedValue(new Response("a"));
  expect(await textOf(files.open("blob:nodedata:0"))).toBe("a");
  fetched.mockRestore();
});

test.each(["endUpload", "release"] as const)("%s forgets the compressed copies", async (name) => {
  const files = createFileStore();
  const { filePath } = files.addFile(new Blob(["a"]));
  const copies = [files.addCopy(filePath, new Blob(["b"])), files.addCopy(filePath, new Blob(["c"]))];
  expect(await Promise.all(copies.map((copy) => textOf(files.open(copy))))).toEqual(["b", "c"]);
  if (name === "release") files.release({ filePath });
  else files.endUpload(filePath);
  expect(await Promise.all(copies.map((copy) => codeOf(files.open(copy))))).toEqual([
    "file_not_found",
    "file_not_found",
  ]);
});

test("an error quotes the start of a long data: URL", async () => {
  const error: unknown = await createFileStore()
    .open(`data:;base64,${"%".repeat(5000)}`)
    .catch((cause) => cause);
  expect(error).toMatchObject({ code: "file_not_found" });
  expect(error instanceof UploadError && error.message.length).toBeLessThan(400);
});
