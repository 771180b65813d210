import type { ChainClient } from "../chain/client.js";
import { splitKey } from "../codes.js";
import { FiscalFault, NotFoundFault } from "../faults.js";
import { settledSet, verifyBillProof, verifyLockProof } from "../proof/verify.js";
import type { Proven } from "../proof/verify.js";
import type * as T from "../types/index.js";

/** How many blocks are searched for one that leaves the validator set as it is. */
const SEARCHED = 16;

/** Answers with proofs 证明, and the validators they are checked against. */
export class Proofs {
  readonly #client: ChainClient;

  /** Through a connection. */
  constructor(client: ChainClient) {
    this.#client = client;
  }

  /**
   * What the chain keeps of a bill, or that it keeps nothing, proven by validators that are trusted:
   * the node that answers need not be.
   *
   * @throws ProofFault if the answer does not prove what it says
   */
  async bill(key: T.BillKey, trusted: T.TrustedSet): Promise<Proven<T.Bill | null>> {
    return verifyBillProof(await this.billProof(key, trusted.from - 1), trusted);
  }

  /** The live lock of a bill, or that there is none, proven as by {@link bill}. */
  async lock(key: T.BillKey, trusted: T.TrustedSet): Promise<Proven<T.Lock | null>> {
    return verifyLockProof(await this.lockProof(key, trusted.from - 1), trusted);
  }

  /**
   * A proof of a bill to be handed on: `verifyBillProof` checks it anywhere.
   *
   * @param since - the block after which the trusted set decides
   */
  async billProof(key: T.BillKey, since: T.Height): Promise<T.BillProof> {
    const asked = splitKey(key);
    const answer = await this.#client.ask("bill_getWithProof", ...asked, Math.max(since, 0));
    return this.#expect(key, answer);
  }

  /** A proof of a lock to be handed on. */
  async lockProof(key: T.BillKey, since: T.Height): Promise<T.LockProof> {
    const asked = splitKey(key);
    const answer = await this.#client.ask("lock_getWithProof", ...asked, Math.max(since, 0));
    return this.#expect(key, answer);
  }

  /** The validators that decide the two blocks after a block, or after the last final one. */
  async validators(height: T.Height | null = null): Promise<T.ValidatorsAnswer | null> {
    const answer = await this.#client.ask("consensus_validators", height);
    if (answer) {
      this.#expectChain(answer.genesis);
    }
    return answer;
  }

  /**
   * The latest validators that proofs can begin with, as the node names them. They are to be trusted
   * only once somebody else than the node has confirmed them.
   *
   * @throws NotFoundFault if the chain has no validators
   */
  async settledValidators(): Promise<T.TrustedSet> {
    let height: T.Height | null = null;
    for (let searched = 0; searched < SEARCHED; searched += 1) {
      const answer: T.ValidatorsAnswer | null = await this.validators(height);
      if (!answer) {
        throw new NotFoundFault("a validator set");
      }
      const settled = settledSet(answer);
      if (settled) {
        return settled;
      }
      if (answer.height === 0) {
        break;
      }
      height = answer.height - 1;
    }
    const said = `the validator set changed with each of the last ${SEARCHED} blocks`;
    throw new FiscalFault("internal", said);
  }

  #expect<P extends T.BillProof | T.LockProof>(key: T.BillKey, answer: P): P {
    this.#expectChain(answer.proof.genesis);
    if (answer.key !== key) {
      throw new FiscalFault("internal", `asked for ${key}, the node spoke of ${answer.key}`);
    }
    return answer;
  }

  #expectChain(found: T.Digest): void {
    const { genesis, url } = this.#client;
    if (found !== genesis) {
      throw new FiscalFault(
        "runtimeMismatch",
        `the node at ${url} is of another chain: its genesis is ${found}, not ${genesis}`,
      );
    }
  }
}
