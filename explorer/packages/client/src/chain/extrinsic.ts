import { GenericExtrinsicSignatureV4 } from "@polkadot/types";
import type { RegistryTypes } from "@polkadot/types/types";
import { sm3 } from "../crypto/sm3.js";

/**
 * Signature, signer and extensions of a transaction.
 *
 * Polkadot.js takes a transaction for signed unless its signature is an empty enum or an empty list of
 * bytes; the chain's is a structure of key and signature, which is never empty. Here one of zeros is
 * none, so that what is not signed (such as the time of a block) is read and written as such.
 */
class Sm2ExtrinsicSignature extends GenericExtrinsicSignatureV4 {
  override get isSigned(): boolean {
    return this.multiSignature.toU8a().some((byte) => byte !== 0);
  }
}

const EMPTY = { extrinsic: {}, payload: {} };

/**
 * What `@polkadot/api` has to be told of the chain: that it hashes with SM3, how a transaction is
 * signed, and its own transaction extensions, which put nothing into a transaction.
 */
export const extrinsicOptions = {
  hasher: sm3,
  signedExtensions: { CheckParticipant: EMPTY, ChargeQuota: EMPTY },
  types: { ExtrinsicSignatureV4: Sm2ExtrinsicSignature } as unknown as RegistryTypes,
};
