import { attempt, elementsOf, fieldsOf, isRecord, readText } from "../../../uploader/platform-values";
import type { HookResult, ListHooks, PreparedFile } from "../list/hooks";
import type { PickedFile } from "../list/state";
import { fromUploadFile, toUploadFile } from "../upload-file";
import type { PageHooks } from "./page-hooks";
import { type RunHookOptions, runHook } from "./run-hook";

export interface HookOptions {
  readonly timeoutMs: number;
  /** Called with a message for developers. */
  warn(message: string): void;
}

/** Turns a page's hooks into those of the list: their results are validated, and they always end. */
export function listHooks(hooks: PageHooks, { timeoutMs, warn }: HookOptions): ListHooks {
  const { beforeAdd, prepare, beforeRemove } = hooks;

  async function call<Value>(
    name: keyof PageHooks,
    hook: () => unknown,
    read: (value: unknown) => Value,
    more: Pick<RunHookOptions, "abandoned" | "onLate"> = {},
  ): Promise<HookResult<Value>> {
    const outcome = await runHook(hook, { timeoutMs, ...more });
    if (outcome.name === "returned") return { name: "accepted", value: read(outcome.value) };
    if (outcome.name === "abandoned") return { name: "rejected", sentence: "" };
    if (outcome.sentence === "") warn(`The hook ${name} failed: ${outcome.cause}`);
    return { name: "rejected", sentence: outcome.sentence };
  }

  return {
    ...(beforeAdd && {
      beforeAdd(files) {
        const shown = files.map((file) => toUploadFile({ id: 0, file, phase: { name: "ready" } }));
        const withoutIds = shown.map(({ id, state, ...file }) => file);
        return call(
          "beforeAdd",
          () => beforeAdd(withoutIds),
          (value) => acceptedFiles(value, files),
        );
      },
    }),
    ...(prepare && {
      prepare(item, abandoned) {
        const read = (value: unknown) => preparedFile(value, item.file);
        const onLate = (value: unknown) => read(value).release();
        return call("prepare", () => prepare(toUploadFile(item)), read, { abandoned, onLate });
      },
    }),
    ...(beforeRemove && {
      beforeRemove: (item) =>
        call(
          "beforeRemove",
          () => beforeRemove(toUploadFile(item)),
          (value) => value !== false,
        ),
    }),
  };
}

function acceptedFiles(value: unknown, files: readonly PickedFile[]): readonly PickedFile[] {
  if (value === false) return [];
  if (!Array.isArray(value)) return files;
  const isPicked = (file: PickedFile | undefined): file is PickedFile => file !== undefined;
  return elementsOf(value)
    .map((entry) => files.find(({ path }) => path === fieldsOf(entry)["url"]))
    .filter(isPicked);
}

function preparedFile(value: unknown, file: PickedFile): PreparedFile {
  const fields = isRecord(value) ? value : { url: value };
  const release: unknown = fields["release"];
  const path = readText(fields["url"]) ?? file.path;
  const hasChanged = path !== file.path;
  // A new file has another size, and a photo another picture, unless the page reports them.
  const given = fromUploadFile({
    ...fields,
    url: path,
    name: fields["name"] ?? file.name,
    size: fields["size"] ?? (hasChanged ? 0 : file.bytes),
    type: fields["type"] ?? file.type,
    thumb: fields["thumb"] ?? (hasChanged && file.type === "image" ? path : file.thumbnailPath),
  });
  // A mistake in the page's code may not break the list.
  const releaseFile = () => void (typeof release === "function" && attempt(() => release.call(value)));
  return { file: given.file, release: releaseFile };
}
