import { fillIn } from "../../../components/cos-uploader/texts/format";
import { reasonOf, reasonOfCode } from "../../common/failure";
import { confirm, notify } from "../../common/wechat";
import { type ActionContext, selectedFiles } from "./context";

/** The red of destructive actions, in light and dark mode. */
const DELETE_COLOR = "#d92d20";

/** Asks, and then deletes the selected files. Files that were not deleted stay in the list and selected. Never rejects. */
export async function deleteSelected(context: ActionContext): Promise<void> {
  const { uploads, wechat, dispatch } = context;
  const texts = context.texts.uploads.deletion;
  const keys = selectedFiles(context)
    .filter(({ deletion }) => deletion !== "running")
    .map(({ key }) => key);
  if (keys.length === 0) return;
  const isConfirmed = await confirm(wechat, {
    title: keys.length === 1 ? texts.titleOfOne : fillIn(texts.titleOfMany, { count: keys.length }),
    content: texts.text,
    confirmText: texts.confirm,
    cancelText: texts.cancel,
    confirmColor: DELETE_COLOR,
  });
  if (!isConfirmed) return;
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
