import { call } from "../calls/index.js";
import type { Calls } from "../calls/index.js";
import { eventOf } from "../chain/client.js";
import type { ChainClient, Outcome, SubmitOptions } from "../chain/client.js";
import { splitKey } from "../codes.js";
import type { Sm2Signer } from "../crypto/key.js";
import { sm3File, sm3Hex } from "../crypto/sm3.js";
import {
  ConnectionFault,
  FailedFault,
  FiscalFault,
  InputFault,
  NotSentFault,
  RefusedFault,
  UnknownOutcome,
} from "../faults.js";
import type * as T from "../types/index.js";

/** Most bills of one batch. */
export const MAX_BATCH = 500;

/** Bills of one issuer, under one scene, through one access node. */
export interface Batch {
  /** The access node 业务接入节点. */
  node: T.NodeId;
  /** The issuer 开票方. */
  issuer: T.ParticipantId;
  /** The scene 场景. */
  scene: T.SceneId;
  /** The bills. */
  entries: readonly T.BillEntry[];
}

/** The five elements 五要素 of a bill. */
export interface FiveElements {
  /** Code and number. */
  key: T.BillKey;
  /** The check code 校验码, 6 letters or digits. */
  checkCode: string;
  /** Day of issue 开票日期. */
  issuedOn: T.Day;
  /** Total 金额, in fen. */
  total: T.Fen;
}

/** What became of one bill. */
export type BillResult = {
  /** The bill. */
  key: T.BillKey;
} & (
  | { state: "registered"; block: T.Height; transaction: T.Digest | null }
  | { state: "already" }
  | {
      state: "refused";
      reason: T.BillRefusal;
      field: string | null;
      policy: T.PolicyId | null;
    }
  | { state: "faulted"; fault: FiscalFault }
);

/** What became of a batch. */
export interface Registration {
  /** The transaction. */
  outcome: Outcome;
  /** What became of each bill, in their order. */
  results: BillResult[];
}

/** How many bills are registered. */
export interface RegisterAllOptions extends Omit<SubmitOptions, "nonce"> {
  /** Bills of one transaction, 1 to 500; 500 unless said. */
  batch?: number;
  /** Hears of each batch as it is done. */
  onBatch?: (results: readonly BillResult[]) => void;
}

/** The bills 票据 of the chain. */
export class Bills {
  readonly #client: ChainClient;

  /** Through a connection. */
  constructor(client: ChainClient) {
    this.#client = client;
  }

  /** What the chain keeps of a bill. */
  get(key: T.BillKey): Promise<T.BillAnswer | null> {
    return this.#client.ask("bill_get", ...splitKey(key));
  }

  /**
   * Whether the five elements are those of the bill. The node learns the check code; to keep it, look
   * the bill up and compare {@link checkDigest}.
   */
  verify({ key, checkCode, issuedOn, total }: FiveElements): Promise<T.ElementsVerdict> {
    return this.#client.ask("bill_verify", ...splitKey(key), checkCode, issuedOn, total);
  }

  /** Whether a file is one of the bill's: the file itself, which stays here, or its SM3. */
  async verifyFile(key: T.BillKey, file: Blob | Uint8Array | T.Digest): Promise<T.DigestVerdict> {
    return this.#client.ask("bill_verifyDigest", ...splitKey(key), await digestOf(file));
  }

  /** The life of a bill, oldest step first. */
  history(key: T.BillKey): Promise<T.HistoryItem[]> {
    return this.#client.ask("bill_history", ...splitKey(key));
  }

  /** Who held a bill 持票人. */
  trail(key: T.BillKey): Promise<T.TrailItem[]> {
    return this.#client.ask("bill_trail", ...splitKey(key));
  }

  /** What belongs to a bill, in four layers 票据关联关系. */
  relations(key: T.BillKey): Promise<T.BillNetwork | null> {
    return this.#client.ask("bill_relations", ...splitKey(key));
  }

  /** What waits for a second signature on a bill, and what was decided. */
  pending(key: T.BillKey): Promise<T.BillPending | null> {
    return this.#client.ask("bill_pending", ...splitKey(key));
  }

  /** A page of the bills of a payer 交款人. */
  ofPayer(
    payer: T.Digest,
    cursor: string | null = null,
    limit: number | null = null,
  ): Promise<T.BillPage> {
    return this.#client.ask("bill_listByPayer", payer, cursor, limit);
  }

  /** What a transaction changed of bills. */
  ofTransaction(transaction: T.Digest): Promise<T.TransactionItem[]> {
    return this.#client.ask("bill_byTransaction", transaction);
  }

  /** The ranges of numbers 号段 of a code, of an issuer or of all. */
  numbers(code: string, issuer: T.ParticipantId | null = null): Promise<T.IssuerNumbers[]> {
    return this.#client.ask("bill_ranges", code, issuer);
  }

  /** Who may do what to which bills 状态权限触发规则. */
  rules(): Promise<T.RuleInForce[]> {
    return this.#client.ask("permission_rules");
  }

  /**
   * Registers up to 500 bills in one transaction. A bill that is refused does not concern the others.
   *
   * @throws as {@link ChainClient.submit}
   */
  async register(
    batch: Batch,
    signer: Sm2Signer,
    options: SubmitOptions = {},
  ): Promise<Registration> {
    const { entries } = batch;
    if (entries.length === 0 || entries.length > MAX_BATCH) {
      throw new InputFault("entries", `not 1 to ${MAX_BATCH} bills but ${entries.length}`);
    }
    const outcome = await this.#client.submit(call("Bills.register_batch", batch), signer, options);
    const { refused } = eventOf(outcome, "Bills", "BatchRegistered").data as {
      refused: T.RefusedBill[];
    };
    const { block, transaction } = outcome.position;
    const results = entries.map(({ key }, at): BillResult => {
      const refusal = refused.find(({ index }) => index === at);
      if (!refusal) {
        return { key, state: "registered", block, transaction };
      }
      const { reason, field = null, policy = null } = refusal;
      return reason === "alreadyRegistered"
        ? { key, state: "already" }
        : { key, state: "refused", reason, field, policy };
    });
    return { outcome, results };
  }

  /**
   * Registers any number of bills, batch by batch; what became of each comes in their order.
   *
   * A batch whose outcome is not known is looked up bill by bill. When one is refused before it
   * reaches a block, or fails as a whole, those behind it are not sent. Faults are in the results: to
   * hand in the same bills again is safe, what is registered already stays as it is.
   */
  async registerAll(
    batch: Batch,
    signer: Sm2Signer,
    options: RegisterAllOptions = {},
  ): Promise<BillResult[]> {
    const { batch: size = MAX_BATCH, onBatch, ...rest } = options;
    if (!Number.isInteger(size) || size < 1 || size > MAX_BATCH) {
      throw new InputFault("batch", `not a whole number from 1 to ${MAX_BATCH}`);
    }
    const all: BillResult[] = [];
    let stopped: NotSentFault | undefined;
    for (let at = 0; at < batch.entries.length; at += size) {
      const part = { ...batch, entries: batch.entries.slice(at, at + size) };
      let results: BillResult[];
      if (stopped) {
        results = faulted(part.entries, stopped);
      } else {
        const done = await this.#registerPart(part, signer, rest);
        results = done.results;
        stopped = done.fault && new NotSentFault(done.fault.message);
      }
      onBatch?.(results);
      all.push(...results);
    }
    return all;
  }

  async #registerPart(
    part: Batch,
    signer: Sm2Signer,
    options: SubmitOptions,
  ): Promise<{ results: BillResult[]; fault?: FiscalFault }> {
    try {
      const { results } = await this.register(part, signer, options);
      return { results };
    } catch (fault) {
      if (fault instanceof UnknownOutcome || fault instanceof ConnectionFault) {
        const results: BillResult[] = [];
        for (const entry of part.entries) {
          results.push(await this.#lookUp(entry, fault));
        }
        return { results };
      }
      if (!(fault instanceof FiscalFault)) {
        throw fault;
      }
      const stops = fault instanceof RefusedFault || fault instanceof FailedFault;
      const results = faulted(part.entries, fault);
      return stops || fault instanceof InputFault ? { results, fault } : { results };
    }
  }

  /** What the chain says of a bill whose batch is lost from sight. */
  async #lookUp(entry: T.BillEntry, fault: FiscalFault): Promise<BillResult> {
    const { key, xml } = entry;
    const found = await this.get(key).catch(() => null);
    if (!found) {
      return { key, state: "faulted", fault };
    }
    const { bill } = found;
    return bill.xml === xml.toLowerCase()
      ? { key, state: "registered", block: bill.registered.block, transaction: null }
      : { key, state: "refused", reason: "alreadyExists", field: null, policy: null };
  }

  /** Changes digests or the payer reference of a version of a bill. */
  update(
    args: Calls["Bills.update"],
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Outcome> {
    return this.#client.submit(call("Bills.update", args), signer, options);
  }

  /** Cancels a bill by a red bill 冲红, and issues another over the difference, if given. */
  redFlush(
    args: Calls["Bills.red_flush"],
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Outcome> {
    return this.#client.submit(call("Bills.red_flush", args), signer, options);
  }

  /** Voids a bill 作废. */
  void(
    args: Calls["Bills.void_bill"],
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Outcome> {
    return this.#client.submit(call("Bills.void_bill", args), signer, options);
  }

  /** Makes a bill circulable, or not. */
  setCirculation(
    args: Calls["Bills.set_circulation"],
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Outcome> {
    return this.#client.submit(call("Bills.set_circulation", args), signer, options);
  }
}

async function digestOf(file: Blob | Uint8Array | T.Digest): Promise<T.Digest> {
  if (typeof file === "string") {
    return file;
  }
  return file instanceof Uint8Array ? sm3Hex(file) : sm3File(file);
}

function faulted(entries: readonly T.BillEntry[], fault: FiscalFault): BillResult[] {
  return entries.map(({ key }) => ({ key, state: "faulted", fault }));
}
