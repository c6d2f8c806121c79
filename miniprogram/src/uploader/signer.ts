import { type Cancellation, type CancelSignal, createCancellation } from "./cancel-signal";
import { cancellable } from "./cancellable";
import type { Platform } from "./platform";
import { type HeldSignature, MAX_BATCH_FILES, type SignClient } from "./sign-client";
import { hasUsableSignature, type Transfer } from "./transfer";
import { UploadError } from "./upload-error";

/** How long the first file's signature waits for other files that are still being checked. */
const GATHERING_MS = 100;

/** Statuses that say nothing about any one file: asking for each by itself would get the same. */
const STATUSES_FOR_ALL: readonly number[] = [401, 403, 408, 425, 429];

export interface SignerOptions {
  readonly client: SignClient;
  readonly platform: Pick<Platform, "delay" | "nowMs">;
  /** Transfers in the order of the queue, to be signed along with those whose turn it is. */
  unsigned(): readonly Transfer[];
  /** Whether there are about to be more. */
  isPreparing(): boolean;
}

export interface Signer {
  /** Gets the transfer its signature. @throws what {@link SignClient} throws */
  sign(transfer: Transfer, signal: CancelSignal): Promise<void>;
  /** To be told when `isPreparing` may have changed. */
  arrange(): void;
}

interface Demand {
  resolve(): void;
  reject(error: Error): void;
}

/** Gets signatures for files that want them at the same time with one request, and those of the files behind them too. */
export function createSigner({ client, platform, unsigned, isPreparing }: SignerOptions): Signer {
  const demands = new Map<Transfer, Demand>();
  const flights = new Map<Transfer, Cancellation>();
  let turn: Cancellation | undefined;

  const waiting = () => [...demands.keys()].filter((transfer) => !flights.has(transfer));

  /** Asks when this turn is over, or, while files are being checked, when those had time to come. */
  function arrange(): void {
    const isGathering = isPreparing();
    if (waiting().length === 0 || (turn && isGathering)) return;
    stopGathering();
    const next = createCancellation();
    turn = next;
    const due = isGathering ? platform.delay(GATHERING_MS, next.signal) : Promise.resolve();
    due.then(
      () => turn === next && ask(),
      // Cancelled: another turn has taken its place, or nobody waits.
      () => {},
    );
  }

  function stopGathering(): void {
    turn?.cancel();
    turn = undefined;
  }

  function ask(): void {
    turn = undefined;
    const wanting = waiting();
    for (const method of ["put", "post"]) {
      const first = wanting.filter(({ file, signsAlone }) => file.method === method && !signsAlone);
      const along = unsigned().filter(
        (transfer) =>
          transfer.file.method === method &&
          !transfer.signsAlone &&
          !flights.has(transfer) &&
          !hasUsableSignature(transfer, platform.nowMs()),
      );
      if (first.length > 0) void request([...new Set([...first, ...along])].slice(0, MAX_BATCH_FILES));
    }
    for (const transfer of wanting) if (transfer.signsAlone) void request([transfer]);
  }

  async function request(transfers: readonly Transfer[]): Promise<void> {
    const flight = createCancellation();
    for (const transfer of transfers) flights.set(transfer, flight);
    try {
      const signatures = await client.sign(
        transfers.map(({ file }) => file),
        flight.signal,
      );
      land(transfers, signatures);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      // Given up as nobody wanted it: who wants it since then asks anew.
      land(transfers, flight.signal.cancelled ? undefined : failure);
    }
  }

  function land(transfers: readonly Transfer[], outcome: Error | readonly HeldSignature[] | undefined): void {
    const isOneToBlame = outcome instanceof Error && transfers.length > 1 && mayBeForOne(outcome);
    transfers.forEach((transfer, index) => {
      flights.delete(transfer);
      if (isOneToBlame) transfer.signsAlone = true;
      else if (outcome instanceof Error) demands.get(transfer)?.reject(outcome);
      else if (outcome) {
        transfer.signature = outcome[index];
        transfer.mayBeStored = false;
        demands.get(transfer)?.resolve();
      }
    });
    arrange();
  }

  return {
    arrange,
    sign: (transfer, signal) =>
      cancellable<void>(signal, (resolve, reject) => {
        demands.set(transfer, { resolve, reject });
        arrange();
        return {
          release() {
            demands.delete(transfer);
            const flight = flights.get(transfer);
            // The last that wanted it: what is on the way is given up.
            if (![...demands.keys()].some((other) => flights.get(other) === flight)) flight?.cancel();
            if (demands.size === 0) stopGathering();
          },
        };
      }),
  };
}

function mayBeForOne(error: Error): boolean {
  if (!(error instanceof UploadError) || error.code !== "sign_refused") return false;
  const { status = 0 } = error;
  return status < 500 && !STATUSES_FOR_ALL.includes(status);
}
