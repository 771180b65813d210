/**
 * Chinese commercial cryptography 国密 as the chain uses it: SM2 keys and signatures, the SM3 hash,
 * SM4-encrypted key files, accounts and DIDs. Nothing here needs a connection or `@polkadot/api`.
 *
 * @packageDocumentation
 */

export { concat, equal, fromHex, toHex, utf8 } from "./bytes.js";
export type { Hex } from "./bytes.js";
export { hmacSm3, sm3, sm3File, sm3Hash, sm3Hex } from "./sm3.js";
export { Sm4, Sm4Fault } from "./sm4.js";
export { DISTINGUISHING_ID, PUBLIC_BYTES, SIGNATURE_BYTES, sm2Verify } from "./sm2.js";
export {
  compress,
  devKey,
  KeyFault,
  publicKeyFromPem,
  publicKeyToPem,
  signatureFromDer,
  signatureToDer,
  Sm2Key,
} from "./key.js";
export type { Sm2Signer } from "./key.js";
export {
  DEFAULT_ITERATIONS,
  KeyFileFault,
  MAX_FILE_LENGTH,
  MAX_ITERATIONS,
  openKeyFile,
  sealKeyFile,
} from "./keyfile.js";
export type { KeyFileFaultCode } from "./keyfile.js";
export {
  accountOf,
  decodeAddress,
  didBytes,
  didOf,
  encodeAddress,
  SS58_PREFIX,
} from "./address.js";
