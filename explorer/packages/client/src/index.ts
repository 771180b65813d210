/**
 * Client of FiscalChain 财票链: its accounts and signatures, its transactions, every domain of it, and
 * proofs that need no connection.
 *
 * @packageDocumentation
 */

export { connect, FiscalClient } from "./connect.js";
export { ChainClient, eventOf, isEvent } from "./chain/client.js";
export type { ConnectOptions, Outcome, SubmitOptions } from "./chain/client.js";
export type { Patience, Position } from "./chain/delivery.js";
export { extrinsicOptions } from "./chain/extrinsic.js";
export type { Head, Link, RawBlock } from "./chain/link.js";
export { parametersOf, RPC_METHODS, rpcDefinitions } from "./chain/methods.js";
export type { RpcMethod, RpcMethods } from "./chain/methods.js";
export { Runtime } from "./chain/runtime.js";
export type { Call, ChainEvent } from "./chain/runtime.js";
export { externalSigner, signer } from "./chain/signer.js";
export type { OnProgress, Progress } from "./chain/submission.js";
export { signTransaction } from "./chain/transaction.js";
export type { SignedTransaction, SigningContext } from "./chain/transaction.js";

export { call } from "./calls/index.js";
export type * from "./calls/index.js";
export {
  billKey,
  checkDigest,
  dynamicCodeDigest,
  identityDigest,
  newDynamicCode,
  splitKey,
} from "./codes.js";
export { issueCredential, statusPayload } from "./credential.js";
export type { CredentialSubject, Grant, Issued, Issuer } from "./credential.js";
export { approvalFault, Approvals } from "./domains/approvals.js";
export type { Advanced, ApprovalProgress, Proposed } from "./domains/approvals.js";
export { Authorizations } from "./domains/authorizations.js";
export type { AuthorizationQuery, CheckQuery, Use } from "./domains/authorizations.js";
export { Bills } from "./domains/bills.js";
export type {
  Batch,
  BillResult,
  FiveElements,
  RegisterAllOptions,
  Registration,
} from "./domains/bills.js";
export { Locks } from "./domains/locks.js";
export type { LockDone, LockGrant, LockOperation, LockRequest } from "./domains/locks.js";
export { Participants } from "./domains/participants.js";
export type { Admission, Newcomer } from "./domains/participants.js";
export { Policies } from "./domains/policies.js";
export type { PolicyVersion } from "./domains/policies.js";
export { Proofs } from "./domains/proofs.js";
export { admissionPayload, endorsementPayload, payerPayload, rotationPayload } from "./payloads.js";
export type { EndorsementTerms } from "./payloads.js";

export { decodeValue, encodeFields, encodeValue, ROLES, SCOPES, Shapes } from "./codec/index.js";
export type { CallTree, EventTree, FieldShape, Shape, VariantShape } from "./codec/index.js";
export * from "./crypto/index.js";
export * from "./faults.js";
export * from "./proof/index.js";
export type * from "./types/index.js";
