import type { Cancellation } from "./cancel-signal";
import type { TaskControl } from "./create-task";
import type { Transfer } from "./transfer";
import type { UploadOptions } from "./uploader-options";

/** One run of an upload, from its place in the queue to its end; a retry is another entry. */
export interface Entry {
  readonly control: TaskControl;
  readonly options: UploadOptions;
  readonly cancellation: Cancellation;
  step: "new" | "preparing" | "ready" | "sending";
  /** From `ready` on. */
  transfer?: Transfer | undefined;
}

export interface QueueOptions {
  /** Most entries that are prepared at a time, and most that are sent. */
  readonly concurrency: number;
  prepare(entry: Entry): void;
  send(entry: Entry, transfer: Transfer): void;
  /** Called after every move. */
  onAdvance(): void;
}

export interface Queue {
  add(entry: Entry): void;
  /** Whether it was there to be removed. */
  remove(entry: Entry): boolean;
  /** Has everything started that may start, in the next turn. */
  wake(): void;
  entries(): readonly Entry[];
  /** Transfers, in order, that could be given a signature: they wait for their turn, or have it and never had one. */
  unsigned(): Transfer[];
  /** Whether an entry is yet to become ready. */
  isPreparing(): boolean;
}

/** Entries are prepared ahead and sent in order: one that is still being prepared is not overtaken. */
export function createQueue({ concurrency, prepare, send, onAdvance }: QueueOptions): Queue {
  let entries: readonly Entry[] = [];
  let isAwake = false;

  const at = (...steps: Entry["step"][]) => entries.filter(({ step }) => steps.includes(step));

  function advance(): void {
    isAwake = false;
    for (const entry of at("new").slice(0, Math.max(0, concurrency - at("preparing").length))) {
      entry.step = "preparing";
      prepare(entry);
    }
    for (const entry of at("new", "preparing", "ready")) {
      if (entry.transfer === undefined || at("sending").length >= concurrency) break;
      entry.step = "sending";
      send(entry, entry.transfer);
    }
    for (const { control } of at("ready")) {
      if (control.task.state.name !== "queued") control.show({ name: "queued" });
    }
    onAdvance();
  }

  function wake(): void {
    if (isAwake) return;
    isAwake = true;
    // Not in the caller's turn: it has its task before it hears of it, and files queued in one turn are seen together.
    void Promise.resolve().then(advance);
  }

  return {
    add(entry) {
      entries = [...entries, entry];
      wake();
    },
    remove(entry) {
      const count = entries.length;
      entries = entries.filter((other) => other !== entry);
      wake();
      return entries.length < count;
    },
    wake,
    entries: () => entries,
    unsigned() {
      const transfers: Transfer[] = [];
      for (const { transfer, step } of entries) {
        if (transfer && (step === "ready" || !transfer.signature)) transfers.push(transfer);
      }
      return transfers;
    },
    isPreparing: () => at("new", "preparing").length > 0,
  };
}
