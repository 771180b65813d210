import { call } from "../calls/index.js";
import type { Call } from "../chain/runtime.js";
import { isEvent } from "../chain/client.js";
import type { ChainClient, Outcome, SubmitOptions } from "../chain/client.js";
import { splitKey } from "../codes.js";
import type { Sm2Signer } from "../crypto/key.js";
import {
  DeniedFault,
  FailedFault,
  LockedFault,
  RefusedFault,
  RuntimeMismatch,
  UnknownOutcome,
} from "../faults.js";
import type {
  BillKey,
  Digest,
  Fen,
  Lock,
  LockItem,
  Moment,
  ParticipantId,
} from "../types/index.js";
import type { SceneId } from "../types/index.js";

const PALLET = "BillLocks";

/** A request to lock a bill. */
export interface LockRequest {
  /** The bill. */
  key: BillKey;
  /** The scene it is reimbursed under. */
  scene: SceneId;
  /** Where: two digits, 31 is Shanghai. */
  region: number;
  /** Flow number 业务流水号 of the request, chosen by the requester. */
  flow: string;
  /** What is to be reimbursed, in fen. */
  claimed: Fen;
  /** Digest of the authorization it rests on. */
  authorization: Digest;
}

/** An operation of a holder on its lock. */
export interface LockOperation {
  /** The bill. */
  key: BillKey;
  /** Where. */
  region: number;
  /** Flow number of the operation. */
  flow: string;
}

/** A lock that the requester holds. */
export interface LockGrant {
  /** The bill. */
  key: BillKey;
  /** Who holds it: the organisation of the signer. */
  holder: ParticipantId;
  /** Flow number of the request. */
  flow: string;
  /** When it ends by itself. */
  expires: Moment;
  /** The same request had been answered before. */
  again: boolean;
  /** The transaction, when it was seen. */
  transaction: Digest | null;
}

/** An operation on a lock that took effect. */
export interface LockDone {
  /** The bill. */
  key: BillKey;
  /** Flow number of the operation. */
  flow: string;
  /** The same operation had taken effect before. */
  again: boolean;
  /** What remains of the bill's total after a settlement, in fen. */
  remaining: Fen | null;
  /** The transaction, when it was seen. */
  transaction: Digest | null;
}

interface Denial {
  policy: number | null;
  version: number | null;
}

type Verdict =
  | { verdict: "holds"; expires: Moment }
  | { verdict: "lost"; winner: ParticipantId; expires: Moment }
  | { verdict: "refused" }
  | { verdict: "denied"; denial: Denial }
  | { verdict: "again"; first: "pending" | "won" | "lost" | "refused" };

/**
 * The locks 锁定 of bills. The chain answers a flow number that comes again as it did the first time,
 * so everything here may be repeated after any fault.
 */
export class Locks {
  readonly #client: ChainClient;

  /** Through a connection. */
  constructor(client: ChainClient) {
    this.#client = client;
  }

  /** The live lock of a bill. */
  get(key: BillKey): Promise<Lock | null> {
    return this.#client.ask("lock_get", ...splitKey(key));
  }

  /** The life of a bill's locks, oldest event first. */
  history(key: BillKey): Promise<LockItem[]> {
    return this.#client.ask("lock_listByBill", ...splitKey(key));
  }

  /**
   * Asks for the lock of a bill and waits for the verdict, which falls as the block closes.
   *
   * @throws LockedFault names the holder and the end of its lock; DeniedFault the policy that denied
   *   the request; otherwise as {@link ChainClient.submit}
   */
  async acquire(
    request: LockRequest,
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<LockGrant> {
    const { key, flow } = request;
    const { organisation: holder } = await this.#client.participantOf(signer);
    const grant = (expires: Moment, again: boolean, transaction: Digest | null) => {
      return { key, holder, flow, expires, again, transaction };
    };
    let outcome: Outcome;
    try {
      outcome = await this.#client.submit(
        call("BillLocks.acquire", { ...request }),
        signer,
        options,
      );
    } catch (fault) {
      if (fault instanceof UnknownOutcome) {
        const lock = await this.get(key);
        if (lock && isOf(lock, holder, flow)) {
          return grant(lock.expires, true, null);
        }
        throw (await this.#denialOf(key, holder, flow)) ?? fault;
      }
      const taken = fault instanceof FailedFault && fault.failure.error === "AlreadyLocked";
      throw taken ? ((await this.#locked(key)) ?? fault) : fault;
    }
    const { transaction } = outcome.position;
    const verdict = verdictOf(outcome, key, holder, flow);
    switch (verdict?.verdict) {
      case "holds":
        return grant(verdict.expires, false, transaction);
      case "lost":
        throw new LockedFault(key, verdict.winner, verdict.expires);
      case "refused":
        throw (
          (await this.#locked(key)) ??
          refused(key, "the bill could no longer be locked as the block closed")
        );
      case "denied":
        throw denied(key, flow, verdict.denial);
      case "again":
        return grant(await this.#asBefore(key, holder, flow, verdict.first), true, transaction);
      default:
        throw new RuntimeMismatch("BillLocks.acquire", "its block tells nothing of the request");
    }
  }

  /** The end of the lock that an earlier request of the same flow number holds. */
  async #asBefore(
    key: BillKey,
    holder: ParticipantId,
    flow: string,
    first: string,
  ): Promise<Moment> {
    const lock = await this.get(key);
    if (lock && isOf(lock, holder, flow)) {
      return lock.expires;
    }
    if (first === "won") {
      throw refused(key, `flow number ${flow} held its lock before, and that lock has ended`);
    }
    if (lock) {
      throw new LockedFault(key, lock.holder, lock.expires);
    }
    throw refused(
      key,
      `flow number ${flow} was refused before and stays so; ask again under another`,
    );
  }

  /**
   * Reimburses an amount of a bill the signer holds and unlocks it; `close` ends reimbursement for
   * good.
   */
  async settle(
    operation: LockOperation & { amount: Fen; close: boolean },
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<LockDone> {
    const sent = call("BillLocks.settle", { ...operation });
    return this.#finish(operation, sent, "Settled", signer, options, async () => {
      const items = await this.history(operation.key);
      return items.some((item) => item.event === "settled" && item.flow === operation.flow);
    });
  }

  /** Unlocks a bill the signer holds without reimbursing. */
  release(
    operation: LockOperation & { reason: string },
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<LockDone> {
    const sent = call("BillLocks.release", { ...operation });
    return this.#finish(operation, sent, "Released", signer, options);
  }

  /** Asks to take back what the signer reimbursed 撤销报销; the fiscal authority confirms it. */
  requestReversal(
    operation: LockOperation & { amount: Fen; reason: string },
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<LockDone> {
    const sent = call("BillLocks.request_reversal", { ...operation });
    return this.#finish(operation, sent, "ReversalRequested", signer, options);
  }

  async #finish(
    { key, flow }: LockOperation,
    sent: Call,
    emits: string,
    signer: Sm2Signer,
    options?: SubmitOptions,
    tookEffect?: () => Promise<boolean>,
  ): Promise<LockDone> {
    let outcome: Outcome;
    try {
      outcome = await this.#client.submit(sent, signer, options);
    } catch (fault) {
      if (fault instanceof UnknownOutcome && (await tookEffect?.())) {
        return { key, flow, again: true, remaining: null, transaction: null };
      }
      throw fault;
    }
    const again = outcome.events.some((event) => isEvent(event, PALLET, "AnsweredAgain"));
    const event = outcome.events.find((one) => isEvent(one, PALLET, emits));
    if (!event && !again) {
      throw new RuntimeMismatch(`${PALLET}.${sent.call}`, `it did not emit ${PALLET}.${emits}`);
    }
    const remaining = (event?.data as { remaining?: Fen } | undefined)?.remaining ?? null;
    return { key, flow, again, remaining, transaction: outcome.position.transaction };
  }

  async #locked(key: BillKey): Promise<LockedFault | undefined> {
    const lock = await this.get(key);
    return lock ? new LockedFault(key, lock.holder, lock.expires) : undefined;
  }

  async #denialOf(
    key: BillKey,
    requester: ParticipantId,
    flow: string,
  ): Promise<DeniedFault | undefined> {
    const items = await this.history(key);
    const found = items.find(
      (item) => item.event === "denied" && item.requester === requester && item.flow === flow,
    );
    return found?.event === "denied" ? denied(key, flow, found) : undefined;
  }
}

/** What a block says of a request to lock. */
export function verdictOf(
  outcome: Pick<Outcome, "events" | "closing">,
  key: BillKey,
  requester: ParticipantId,
  flow: string,
): Verdict | undefined {
  for (const { pallet, name, data } of outcome.closing) {
    const who = name === "Acquired" ? data.holder : data.requester;
    if (pallet !== PALLET || data.key !== key || who !== requester || data.flow !== flow) {
      continue;
    }
    switch (name) {
      case "Acquired":
        return { verdict: "holds", expires: data.expires as Moment };
      case "LockLost": {
        const { winner, expires } = data as { winner: ParticipantId; expires: Moment };
        return { verdict: "lost", winner, expires };
      }
      case "LockRefused":
        return { verdict: "refused" };
    }
  }
  const first = outcome.events.find((event) => isEvent(event, PALLET, "LockDenied"));
  if (first) {
    return { verdict: "denied", denial: first.data as unknown as Denial };
  }
  const again = outcome.events.find((event) => isEvent(event, PALLET, "AnsweredAgain"));
  return again && answeredAgain(again.data);
}

function answeredAgain({ operation, outcome }: Record<string, unknown>): Verdict {
  const { acquire, denied: denial } = (typeof outcome === "object" ? outcome : {}) as {
    acquire?: "pending" | "won" | "lost" | "refused";
    denied?: Denial;
  };
  if (operation === "acquire" && acquire) {
    return { verdict: "again", first: acquire };
  }
  if (operation === "acquire" && denial) {
    return { verdict: "denied", denial };
  }
  const said = `${String(operation)} was answered by ${JSON.stringify(outcome)}`;
  throw new RuntimeMismatch(`${PALLET}.AnsweredAgain`, said);
}

function isOf(lock: Lock, holder: ParticipantId, flow: string): boolean {
  return lock.holder === holder && lock.flow === flow;
}

function denied(key: BillKey, flow: string, { policy, version }: Denial): DeniedFault {
  return new DeniedFault(key, flow, policy, version);
}

function refused(key: BillKey, reason: string): RefusedFault {
  return new RefusedFault("other", `${key}: ${reason}`, "refused");
}
