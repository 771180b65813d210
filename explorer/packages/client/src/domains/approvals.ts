import { call } from "../calls/index.js";
import { eventOf, isEvent } from "../chain/client.js";
import type { ChainClient, Outcome, SubmitOptions } from "../chain/client.js";
import type { Call, Runtime } from "../chain/runtime.js";
import { encodeValue } from "../codec/encode.js";
import type { Shapes } from "../codec/shape.js";
import { concat, fromHex, toHex, utf8 } from "../crypto/bytes.js";
import type { Sm2Signer } from "../crypto/key.js";
import { sm3, sm3Hex } from "../crypto/sm3.js";
import { describeFailure, FiscalFault, NotFoundFault, RuntimeMismatch } from "../faults.js";
import type { Failure } from "../faults.js";
import type * as T from "../types/index.js";

const PALLET = "Approvals";
const TERMS = "fiscal_primitives::approval::case::Terms";
const ENTRY = "fiscal_primitives::operation::RecordEntry";

/** What a signature, or another attempt to execute, brought about. */
export type ApprovalProgress =
  | { result: "waiting" }
  | { result: "stepComplete" }
  | { result: "executed" }
  | { result: "failed"; failure: Failure; reason: string };

/** What came of a step of an approval. */
export interface Advanced {
  /** The transaction. */
  outcome: Outcome;
  /** How far the approval is. */
  progress: ApprovalProgress;
}

/** An approval that was proposed. */
export interface Proposed {
  /** Its number. */
  id: number;
  /** The transaction. */
  outcome: Outcome;
}

/** The approvals 审批 of operations of high risk. */
export class Approvals {
  readonly #client: ChainClient;

  /** Through a connection. */
  constructor(client: ChainClient) {
    this.#client = client;
  }

  /** An approval with its call and its whole record, as the node tells it. */
  get(id: number): Promise<T.ApprovalAnswer | null> {
    return this.#client.ask("approval_get", id);
  }

  /**
   * An approval that was checked: its call and its record are those its head commits to.
   *
   * @throws NotFoundFault; FiscalFault of kind `internal` if the node's answer contradicts itself
   */
  async checked(id: number): Promise<T.ApprovalAnswer> {
    const answer = await this.get(id);
    if (!answer) {
      throw new NotFoundFault(`approval ${id}`);
    }
    if (answer.terms.id !== id) {
      const said = `asked for approval ${id}, the node spoke of approval ${answer.terms.id}`;
      throw new FiscalFault("internal", said);
    }
    const fault = approvalFault(this.#client.runtime.shapes, answer);
    if (fault !== null) {
      throw new FiscalFault("internal", `approval ${id} does not hold together: ${fault}`);
    }
    return answer;
  }

  /** A page of approvals, newest first. */
  list(
    filter: T.ApprovalFilter = {},
    before: number | null = null,
    limit: number | null = null,
  ): Promise<T.ApprovalPage> {
    return this.#client.ask("approval_list", filter, before, limit);
  }

  /** The approvals of a call by its SM3, newest first. */
  ofSubject(subject: T.Digest): Promise<T.ApprovalItem[]> {
    return this.#client.ask("approval_bySubject", subject);
  }

  /** The open approvals that wait for the participant's own signature. */
  waitingFor(signer: T.ParticipantId): Promise<T.ApprovalItem[]> {
    return this.#client.ask("approval_waitingFor", signer);
  }

  /** The approval flows 审批流程. */
  flows(): Promise<T.FlowItem[]> {
    return this.#client.ask("approval_flows");
  }

  /** The roles of approval 审批角色. */
  roles(): Promise<T.RoleItem[]> {
    return this.#client.ask("approval_roles");
  }

  /** The operations of high risk 高风险操作 and the flow that each demands. */
  highRisk(): Promise<T.HighRiskItem[]> {
    return this.#client.ask("approval_highRisk");
  }

  /** Proposes a call; without a flow, through the one its operation demands. */
  async propose(
    proposal: { call: Call; reason: string; flow?: number | null },
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Proposed> {
    const { flow = null, reason } = proposal;
    const sent = call("Approvals.propose", { call: proposal.call, flow, reason });
    return proposed(await this.#client.submit(sent, signer, options));
  }

  /**
   * Signs the step of an approval that waits, after checking its call and its record. What is signed
   * is the call that was checked, whatever the node makes of it later: show it before, by
   * {@link ChainClient.decodeCall} of {@link checked}.
   */
  async approve(
    id: number,
    signer: Sm2Signer,
    { comment = null, ...options }: SubmitOptions & { comment?: string | null } = {},
  ): Promise<Advanced> {
    const { subject } = (await this.checked(id)).terms;
    return this.#advance(call("Approvals.approve", { id, subject, comment }), signer, options);
  }

  /** Rejects an approval. */
  reject(id: number, reason: string, signer: Sm2Signer, options?: SubmitOptions): Promise<Outcome> {
    return this.#client.submit(call("Approvals.reject", { id, reason }), signer, options);
  }

  /** Withdraws an approval that the signer proposed. */
  withdraw(
    id: number,
    reason: string,
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Outcome> {
    return this.#client.submit(call("Approvals.withdraw", { id, reason }), signer, options);
  }

  /** Proposes the call of a rejected or expired approval once more, under another number. */
  async resubmit(
    id: number,
    reason: string,
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Proposed> {
    const sent = call("Approvals.resubmit", { id, reason });
    return proposed(await this.#client.submit(sent, signer, options));
  }

  /** Executes the call of an approval again that failed. */
  execute(id: number, signer: Sm2Signer, options?: SubmitOptions): Promise<Advanced> {
    return this.#advance(call("Approvals.execute", { id }), signer, options);
  }

  async #advance(sent: Call, signer: Sm2Signer, options?: SubmitOptions): Promise<Advanced> {
    const outcome = await this.#client.submit(sent, signer, options);
    const runtime = await this.#client.runtimeOf(outcome.position.blockHash);
    return { outcome, progress: progressOf(outcome, runtime) };
  }
}

function proposed(outcome: Outcome): Proposed {
  return { id: eventOf(outcome, PALLET, "Proposed").data.id as number, outcome };
}

function progressOf(outcome: Outcome, runtime: Runtime): ApprovalProgress {
  const executed = outcome.events.find((event) => isEvent(event, PALLET, "Executed"));
  if (executed) {
    const result = executed.data.result as { ok: null } | { err: unknown };
    if ("ok" in result) {
      return { result: "executed" };
    }
    const failure = runtime.failureOf(result.err);
    return { result: "failed", failure, reason: describeFailure(failure) };
  }
  const approved = outcome.events.find((event) => isEvent(event, PALLET, "Approved"));
  if (!approved) {
    throw new RuntimeMismatch(PALLET, "the transaction tells nothing of the approval");
  }
  return { result: approved.data.complete === true ? "stepComplete" : "waiting" };
}

/**
 * What of an approval contradicts the rest: its call against the digest it holds, its reasons against
 * theirs, its record against the head of the hash chain 哈希链 over it. Nothing contradicts: null.
 */
export function approvalFault(shapes: Shapes, answer: T.ApprovalAnswer): string | null {
  const { terms, record } = answer;
  const dropped = answer.call === "0x" && answer.state === "withdrawn";
  if (!dropped && sm3Hex(fromHex(answer.call)) !== terms.subject.toLowerCase()) {
    return "call: not the one the approval holds the digest of";
  }
  if (record.length !== answer.entries) {
    return `record: not ${answer.entries} entries but ${record.length}`;
  }
  let head = sm3(encoded(shapes, TERMS, terms));
  for (const [at, { entry, reason }] of record.entries()) {
    if (entry.seq !== at) {
      return `record: entry ${at} has number ${entry.seq}`;
    }
    const digest = reason === null ? null : sm3Hex(utf8(reason));
    if (digest !== (entry.reason?.toLowerCase() ?? null)) {
      return `record: the reason of entry ${at} is not the one it holds the digest of`;
    }
    head = sm3(concat(head, encoded(shapes, ENTRY, entry)));
  }
  return toHex(head) === answer.head.toLowerCase()
    ? null
    : "record: its entries lead to another head";
}

function encoded(shapes: Shapes, path: string, value: unknown): Uint8Array {
  const type = shapes.find(path);
  if (type === undefined) {
    throw new RuntimeMismatch(path, "there is no such type");
  }
  return encodeValue(shapes, type, value, "");
}
