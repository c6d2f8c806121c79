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
  sign(transfer: Transfer, signal: CancelSignal): Promise<HeldSignature>;
  /** To be told when `isPreparing` may have changed. */
  arrange(): void;
}

interface Demand {
  resolve(signature: HeldSignature): void;
  reject(error: Error): void;
}

/** Gets signatures for files that want them at the same time with one request, and those of the files behind them too. */
export function createSigner({ client, platform, unsigned, isPreparing }: SignerOptions): Signer {
  const demands = new Map<Transfer, Demand>();
  const flights = new Map<Transfer, Cancellation>();
  let gathering: Cancellation | undefined;

  function waiting(): Transfer[] {
    return [...demands.keys()].filter((transfer) => !flights.has(transfer));
  }

  function arrange(): void {
    if (waiting().length === 0) return;
    if (!isPreparing()) askSoon(0);
    else if (gathering === undefined) askSoon(GATHERING_MS);
  }

  /** Not in this very turn: others may come to want theirs in it. */
  function askSoon(delayMs: number): void {
    gathering?.cancel();
    const turn = createCancellation();
    gathering = turn;
    const due = delayMs === 0 ? Promise.resolve() : platform.delay(delayMs, turn.signal);
    due.then(
      () => turn === gathering && ask(),
      // Cancelled: another turn has come, or nobody waits.
      () => {},
    );
  }

  function ask(): void {
    gathering = undefined;
    const wanting = waiting();
    for (const transfer of wanting.filter(({ signsAlone }) => signsAlone)) void request([transfer]);
    for (const method of ["put", "post"] as const) {
      const fits = ({ file, signsAlone }: Transfer) => file.method === method && !signsAlone;
      const first = wanting.filter(fits);
      const nowMs = platform.nowMs();
      const along = unsigned().filter(
        (transfer) => fits(transfer) && !flights.has(transfer) && !hasUsableSignature(transfer, nowMs),
      );
      const together = [...new Set([...first, ...along])].slice(0, MAX_BATCH_FILES);
      if (first.length > 0) void request(together);
    }
  }

  async function request(transfers: readonly Transfer[]): Promise<void> {
    const flight = createCancellation();
    for (const transfer of transfers) flights.set(transfer, flight);
    const requests = transfers.map(({ file }) => file);
    const outcome = await client.sign(requests, flight.signal).catch((error: Error) => error);
    for (const transfer of transfers) flights.delete(transfer);
    if (outcome instanceof Error && transfers.length > 1 && mayBeForOne(outcome)) {
      for (const transfer of transfers) transfer.signsAlone = true;
      return arrange();
    }
    for (const [index, transfer] of transfers.entries()) {
      const demand = demands.get(transfer);
      if (outcome instanceof Error) demand?.reject(outcome);
      else giveSignature(transfer, outcome[index], demand);
    }
  }

  function withdraw(transfer: Transfer): void {
    demands.delete(transfer);
    const flight = flights.get(transfer);
    const isWanted = [...demands.keys()].some((other) => flights.get(other) === flight);
    if (!isWanted) flight?.cancel();
    if (demands.size === 0) gathering?.cancel();
  }

  return {
    arrange,
    sign: (transfer, signal) =>
      cancellable(signal, (resolve, reject) => {
        demands.set(transfer, { resolve, reject });
        arrange();
        return { release: () => withdraw(transfer) };
      }),
  };
}

function giveSignature(transfer: Transfer, signature: HeldSignature | undefined, demand: Demand | undefined): void {
  if (signature === undefined) return;
  transfer.signature = signature;
  transfer.mayBeStored = false;
  demand?.resolve(signature);
}

function mayBeForOne(error: Error): boolean {
  if (!(error instanceof UploadError) || error.code !== "sign_refused") return false;
  const { status = 0 } = error;
  return status < 500 && !STATUSES_FOR_ALL.includes(status);
}
