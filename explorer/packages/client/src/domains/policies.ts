import { call } from "../calls/index.js";
import { eventOf } from "../chain/client.js";
import type { ChainClient, Outcome, SubmitOptions } from "../chain/client.js";
import type { Sm2Signer } from "../crypto/key.js";
import type * as T from "../types/index.js";

/** A version of a policy on the chain. */
export interface PolicyVersion {
  /** The policy. */
  policy: T.PolicyId;
  /** The version. */
  version: number;
  /** SM3 of its encoding. */
  digest: T.Digest;
  /** The transaction. */
  outcome: Outcome;
}

/** The policies 策略 of the chain. */
export class Policies {
  readonly #client: ChainClient;

  /** Through a connection. */
  constructor(client: ChainClient) {
    this.#client = client;
  }

  /** A policy with a version of it: the one named, the one in force, or the latest. */
  get(id: T.PolicyId, version: number | null = null): Promise<T.PolicyDetail | null> {
    return this.#client.ask("policy_get", id, version);
  }

  /** A page of policies, by number. */
  list(
    filter: T.PolicyFilter = {},
    cursor: number | null = null,
    limit: number | null = null,
  ): Promise<T.PolicyPage> {
    return this.#client.ask("policy_list", filter, cursor, limit);
  }

  /** A page of the changes of policies, oldest first. */
  history(
    filter: T.TraceFilter = {},
    cursor: number | null = null,
    limit: number | null = null,
  ): Promise<T.ChangePage> {
    return this.#client.ask("policy_history", filter, cursor, limit);
  }

  /** The policies in force. */
  set(): Promise<T.PolicySet> {
    return this.#client.ask("policy_set");
  }

  /** Validates a policy and compares it with those in force. */
  check(subject: T.PolicySubject): Promise<T.PolicyChecked | null> {
    return this.#client.ask("policy_check", subject);
  }

  /** Judges at most 32 cases by one policy, whatever is in force 仿真. */
  simulate(
    subject: T.PolicySubject,
    cases: readonly T.Facts[],
  ): Promise<T.PolicySimulation | null> {
    return this.#client.ask("policy_simulate", subject, [...cases]);
  }

  /** What the policies in force say of a case, step by step. */
  decide(facts: T.Facts): Promise<T.PolicyDecided> {
    return this.#client.ask("policy_decide", facts);
  }

  /** How often policies have a say 策略命中报表. */
  statistics(id: T.PolicyId | null = null): Promise<T.StatsPage> {
    return this.#client.ask("policy_stats", id);
  }

  /** A primitive 元语 with a version of it. */
  primitive(id: number, version: number | null = null): Promise<T.PrimitiveDetail | null> {
    return this.#client.ask("policy_primitive", id, version);
  }

  /** A page of the primitives. */
  primitives(cursor: number | null = null, limit: number | null = null): Promise<T.PrimitivePage> {
    return this.#client.ask("policy_primitives", cursor, limit);
  }

  /** A page of the groups 分组 and tags 标签. */
  labels(
    after: string | null = null,
    limit: number | null = null,
  ): Promise<[string, T.LabelRecord][]> {
    return this.#client.ask("policy_labels", after, limit);
  }

  /** Drafts a policy. */
  async draft(
    policy: T.Policy,
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<PolicyVersion> {
    return drafted(await this.#client.submit(call("Policies.draft", { policy }), signer, options));
  }

  /** Drafts a further version of a policy. */
  async revise(
    id: T.PolicyId,
    policy: T.Policy,
    reason: string,
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<PolicyVersion> {
    const sent = call("Policies.revise", { id, policy, reason });
    return drafted(await this.#client.submit(sent, signer, options));
  }

  /** Puts a draft into force; conflicts with others have to be acknowledged. */
  enact(
    id: T.PolicyId,
    version: number,
    reason: string,
    signer: Sm2Signer,
    {
      acknowledgeConflicts = false,
      ...options
    }: SubmitOptions & { acknowledgeConflicts?: boolean } = {},
  ): Promise<Outcome> {
    const sent = call("Policies.enact", { id, version, acknowledgeConflicts, reason });
    return this.#client.submit(sent, signer, options);
  }

  /** Repeals a policy, for ever. */
  repeal(
    id: T.PolicyId,
    reason: string,
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Outcome> {
    return this.#client.submit(call("Policies.repeal", { id, reason }), signer, options);
  }

  /** Puts an earlier version of a policy into force again. */
  rollBack(
    id: T.PolicyId,
    toVersion: number,
    reason: string,
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Outcome> {
    const sent = call("Policies.roll_back", { id, toVersion, reason });
    return this.#client.submit(sent, signer, options);
  }
}

function drafted(outcome: Outcome): PolicyVersion {
  const { data } = eventOf(outcome, "Policies", "Drafted");
  return { ...(data as unknown as Omit<PolicyVersion, "outcome">), outcome };
}
