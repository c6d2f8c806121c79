import { fillIn } from "../../../components/cos-uploader/texts/format";
import { reasonOf, reasonOfCode } from "../../common/failure";
import { confirm, notify } from "../../common/wechat";
import type { StoredFile } from "../state/state";
import { type ActionContext, findFile, selectedFiles } from "./context";

/** The red of destructive actions, in light and dark mode. */
const DELETE_COLOR = "#d92d20";

/** Asks, and then deletes the selected files. Files that were not deleted stay in the list and selected. Never rejects. */
export async function deleteSelected(context: ActionContext): Promise<void> {
  const { uploads, wechat, dispatch } = context;
  const texts = context.texts.uploads.deletion;
  const selected = selectedFiles(context)
    .filter(isDeletable)
    .map(({ key }) => key);
  if (selected.length === 0) return;
  const isConfirmed = await confirm(wechat, {
    title: selected.length === 1 ? texts.titleOfOne : fillIn(texts.titleOfMany, { count: selected.length }),
    content: texts.text,
    confirmText: texts.confirm,
    cancelText: texts.cancel,
    confirmColor: DELETE_COLOR,
  });
  // Two taps ask the question twice.
  const keys = selected.filter((key) => isDeletable(findFile(context, key)));
  if (!isConfirmed || keys.length === 0) return;
  dispatch({ name: "deletionStarted", keys });
  try {
    const { deleted, failed } = await uploads.delete(keys);
    const reasons = failed.map(({ cosKey, code }) => ({ key: cosKey, reason: reasonOfCode(code) }));
    dispatch({ name: "deletionEnded", deleted, failed: reasons });
    if (failed.length === 0) notify(wechat, fillIn(texts.done, { count: deleted.length }));
  } catch (error) {
    const reason = reasonOf(error);
    dispatch({ name: "deletionEnded", deleted: [], failed: keys.map((key) => ({ key, reason })) });
  }
}

/** Whether a file is in the list and not already being deleted. */
function isDeletable(file: StoredFile | undefined): boolean {
  return file !== undefined && file.deletion !== "running";
}
