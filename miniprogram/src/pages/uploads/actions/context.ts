import type { Texts } from "../../../texts/texts";
import type { UploadsClient } from "../../../uploader/uploads/index";
import type { ReadingCalls } from "../../common/wechat";
import type { StoredFile, UploadsEvent, UploadsState } from "../state/state";

/** What the actions of the page need. */
export interface ActionContext {
  readonly uploads: UploadsClient;
  readonly wechat: ReadingCalls;
  readonly texts: Texts;
  /** The current time, in Unix milliseconds. */
  readonly nowMs: () => number;
  readonly state: () => UploadsState;
  /** Whether the user is still on the page. */
  readonly isOpen: () => boolean;
  readonly dispatch: (event: UploadsEvent) => void;
}

/** Returns the file with a key; undefined if it is no longer in the list. */
export function findFile({ state }: Pick<ActionContext, "state">, key: string): StoredFile | undefined {
  return state().files.find((file) => file.key === key);
}

/** Returns the selected files, in the order of the list. */
export function selectedFiles({ state }: Pick<ActionContext, "state">): readonly StoredFile[] {
  const { files, selected } = state();
  return files.filter(({ key }) => selected?.has(key));
}
