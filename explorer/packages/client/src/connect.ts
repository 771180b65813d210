import { ChainClient, connectChain } from "./chain/client.js";
import type { ConnectOptions } from "./chain/client.js";
import { Approvals } from "./domains/approvals.js";
import { Authorizations } from "./domains/authorizations.js";
import { Bills } from "./domains/bills.js";
import { Locks } from "./domains/locks.js";
import { Participants } from "./domains/participants.js";
import { Policies } from "./domains/policies.js";
import { Proofs } from "./domains/proofs.js";

/** A connection to one node of a chain, domain by domain. */
export class FiscalClient extends ChainClient {
  /** Approvals 审批. */
  readonly approvals = new Approvals(this);
  /** Authorizations 授权. */
  readonly authorizations = new Authorizations(this);
  /** Bills 票据. */
  readonly bills = new Bills(this);
  /** Locks 锁定. */
  readonly locks = new Locks(this);
  /** Participants 参与方. */
  readonly participants = new Participants(this);
  /** Policies 策略. */
  readonly policies = new Policies(this);
  /** Answers with proofs 证明. */
  readonly proof = new Proofs(this);
}

/**
 * Connects to a node.
 *
 * @param url - `ws://…` or `wss://…`
 * @throws InputFault for another kind of address, ConnectionFault if nobody answers
 *
 * @example
 * const client = await connect("ws://127.0.0.1:9944");
 * const bill = await client.bills.get("31060126-0000000001");
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<FiscalClient> {
  const { api, link, patience } = await connectChain(url, options);
  return new FiscalClient(api, link, patience);
}
