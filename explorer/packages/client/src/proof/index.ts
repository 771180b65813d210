/**
 * Proofs 证明 of what the chain's state holds, and headers and certificates, checked without a
 * connection. Nothing here needs `@polkadot/api`.
 *
 * @packageDocumentation
 */

export {
  decodeCertificate,
  LightChain,
  precommitPayload,
  SET_CHANGE_DELAY,
  ValidatorSet,
  verifyCertificate,
} from "./consensus.js";
export type { Certificate, FinalHeader } from "./consensus.js";
export { ProofFault } from "./fault.js";
export type { ProofFaultCode } from "./fault.js";
export { authorOf, decodeHeader, ENGINE_ID, setChangeOf } from "./header.js";
export type { DigestItem, Header } from "./header.js";
export { billStateKey, lockStateKey, TIME_KEY } from "./keys.js";
export { readTrie } from "./trie.js";
export {
  parseTrustedSet,
  settledSet,
  verifyBillProof,
  verifyLockProof,
  verifyProofFile,
} from "./verify.js";
export type { Proven, ProvenFile } from "./verify.js";
