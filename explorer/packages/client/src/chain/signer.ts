import type { Signer } from "@polkadot/api/types";
import { concat, fromHex, toHex } from "../crypto/bytes.js";
import { compress } from "../crypto/key.js";
import type { Sm2Signer } from "../crypto/key.js";
import { signedBytes } from "./transaction.js";

let calls = 0;

/**
 * A signer for `@polkadot/api`: what it yields is the chain's signature, a public key of 33 bytes and
 * r‖s. Hand it in with the address of the same key:
 * `api.tx.system.remark("0x00").signAndSend(key.address, { signer: signer(key) })`.
 */
export function signer(key: Sm2Signer): Signer {
  return {
    async signRaw({ data }) {
      const payload = fromHex(data);
      const signature = await key.sign(signedBytes(payload), payload);
      calls += 1;
      return { id: calls, signature: toHex(concat(key.publicKey, signature)) };
    },
  };
}

/**
 * A key that is elsewhere: in a device, in a wallet, behind a service.
 *
 * @param publicKey - its public key in either SEC 1 form
 * @param sign - signs a message with SM2 under the distinguishing identifier `1234567812345678` and
 *   gives r‖s, 64 bytes; of a transaction it hears the payload too, of which a message of 32 bytes is the
 *   Blake2b-256
 */
export function externalSigner(
  publicKey: Uint8Array,
  sign: (message: Uint8Array, payload?: Uint8Array) => Promise<Uint8Array>,
): Sm2Signer {
  return { publicKey: compress(publicKey), sign };
}
