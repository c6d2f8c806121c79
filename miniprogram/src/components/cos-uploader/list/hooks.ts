import type { Item, PickedFile } from "./state";

/** A hook's result, or why there is none. `sentence` is for the user, and empty if the page has none. */
export type HookResult<Value> =
  | { readonly name: "accepted"; readonly value: Value }
  | { readonly name: "rejected"; readonly sentence: string };

/** A file that the page made of a picked one. */
export interface PreparedFile {
  readonly file: PickedFile;
  /** Called once the file is no longer needed. */
  release(): void;
}

/** The page's hooks in the list's terms. None of them rejects or stays pending. A missing one is not called. */
export interface ListHooks {
  /** The picked files that are to be added. */
  beforeAdd?(files: readonly PickedFile[]): Promise<HookResult<readonly PickedFile[]>>;
  /** The file to upload in place of the item's own. `abandoned` resolves once it is no longer needed. */
  prepare?(item: Item, abandoned: Promise<void>): Promise<HookResult<PreparedFile>>;
  /** Whether the item is to be removed. */
  beforeRemove?(item: Item): Promise<HookResult<boolean>>;
}
