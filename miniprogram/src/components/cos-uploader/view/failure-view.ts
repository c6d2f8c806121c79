import type { Item } from "../list/state";
import { canRetry } from "../list/state";
import { failureText } from "../texts/failure-text";
import { fillIn } from "../texts/format";
import type { UploaderTexts } from "../texts/texts";
import { fileName, shortName } from "./names";
import type { TileOptions } from "./tile-view";
import { type ActionView, actionView } from "./tile-view";

/** The notice below the tiles about one failed file, or about several that failed alike. */
export interface FailureView {
  /** The id of the first file. */
  readonly id: number;
  readonly ids: readonly number[];
  /** The names of the first few files. */
  readonly name: string;
  readonly sentence: string;
  /** The first request id, as it is shown. Empty if there is none. */
  readonly requestId: string;
  /** All request ids, as they are copied. */
  readonly requestIds: string;
  readonly copy: ActionView | undefined;
  readonly retry: ActionView | undefined;
}

/** More names would push the sentence out of sight. */
const MOST_NAMES = 3;
/** In Latin characters, about a line of a phone. */
const NAME_WIDTH = 34;

interface Failure {
  readonly id: number;
  readonly name: string;
  readonly sentence: string;
  readonly requestId: string;
  readonly canRetry: boolean;
}

type Group = readonly [Failure, ...Failure[]];

/** All failures, in order. Files with the same sentence and the same action share one notice. */
export function failureViews(
  items: readonly Item[],
  texts: UploaderTexts,
  options: Pick<TileOptions, "disabled" | "maxBytes">,
): readonly FailureView[] {
  const groups = new Map<string, Group>();
  items.forEach((item, index) => {
    const failure = failureOf(item, index + 1, texts, options);
    if (failure === undefined) return;
    const key = `${failure.sentence}${failure.canRetry}`;
    const group = groups.get(key);
    groups.set(key, group ? [...group, failure] : [failure]);
  });
  return [...groups.values()].map((group) => viewOfGroup(group, texts));
}

/** Undefined for a file that has not failed. */
function failureOf(
  item: Item,
  position: number,
  texts: UploaderTexts,
  { maxBytes, disabled }: Pick<TileOptions, "disabled" | "maxBytes">,
): Failure | undefined {
  if (item.phase.name !== "failed") return undefined;
  const { error } = item.phase;
  const ownSentence = "sentence" in item.phase ? item.phase.sentence : "";
  return {
    id: item.id,
    name: fileName(item, position, texts),
    sentence: ownSentence || failureText(texts, error, maxBytes[item.file.type]),
    requestId: error.requestId ?? "",
    canRetry: !disabled && canRetry(error),
  };
}

function viewOfGroup(group: Group, texts: UploaderTexts): FailureView {
  const [{ id, sentence, canRetry: canRetryAll }] = group;
  const name = few(
    group.map((failure) => shortName(failure.name, NAME_WIDTH)),
    MOST_NAMES,
    texts,
  );
  // Several files may share one request.
  const requestIds = [...new Set(group.map(({ requestId }) => requestId))].filter((requestId) => requestId !== "");
  const retryLabel = group.length === 1 ? texts.actions.retry : texts.retryAll;
  return {
    id,
    ids: group.map((failure) => failure.id),
    name,
    sentence,
    requestId: few(requestIds, 1, texts),
    requestIds: requestIds.join("\n"),
    copy: requestIds.length === 0 ? undefined : actionView("copyRequestId", name, texts),
    retry: canRetryAll ? actionView("retry", name, texts, retryLabel) : undefined,
  };
}

/** Lists the first few texts, and how many more there are. */
function few(all: readonly string[], most: number, texts: UploaderTexts): string {
  const shown = all.slice(0, most);
  const names = shown.slice(1).reduce((first, second) => fillIn(texts.pair, { first, second }), shown[0] ?? "");
  const more = all.length - shown.length;
  return more === 0 ? names : fillIn(texts.andMore, { names, more });
}
