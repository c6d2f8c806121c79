import { reasonOf } from "../../common/failure";
import { notify } from "../../common/wechat";
import type { LoadKind } from "../state/state";
import type { ActionContext } from "./context";

/** Most pages without a file that are followed by the next one at once. */
const MAX_EMPTY_PAGES = 10;

/** Loads pages of the list. */
export interface Loader {
  /** Never rejects. Does nothing if there is no next page, or while another page is loading. A refresh replaces any other request. */
  load(kind: LoadKind): Promise<void>;
}

/** Creates the loader of a page. */
export function createLoader(context: ActionContext): Loader {
  const { uploads, wechat, texts, nowMs, state, dispatch } = context;
  let lastRequest = 0;

  async function load(kind: LoadKind): Promise<void> {
    const { load: current, cursor } = state();
    if (current.name === "loading" && (kind !== "refresh" || current.kind === "refresh")) return;
    if (kind === "more" && cursor === undefined) return;
    lastRequest += 1;
    const request = lastRequest;
    dispatch({ name: "loadStarted", kind, request });
    try {
      const page = await uploads.list(kind === "more" ? { cursor } : {});
      dispatch({ name: "loaded", request, page: { ...page, endsAtMs: nowMs() + page.expiresInSeconds * 1000 } });
    } catch (error) {
      const reason = reasonOf(error);
      dispatch({ name: "loadFailed", request, reason });
      // The list from before is still there.
      if (kind === "refresh" && state().files.length > 0) notify(wechat, texts.uploads.failures[reason]);
      if (kind === "more" && reason === "listExpired") await load("refresh");
    }
  }

  return {
    async load(kind) {
      await load(kind);
      for (let pages = 0; pages < MAX_EMPTY_PAGES; pages += 1) {
        const { files, cursor, load: current } = state();
        if (files.length > 0 || cursor === undefined || current.name !== "idle") return;
        await load("more");
      }
    },
  };
}
