import type { Api, ConfirmedCall } from "./prepare";

/** For which chain, and which version of its runtime, a call is signed. */
export interface ChainFacts {
  name: string;
  /** Hash of the first block. */
  genesis: string;
  /** Name of the runtime, without its version. */
  runtime: string;
}

/** What the person was shown, and is asked to sign. */
export interface Shown {
  prepared: ConfirmedCall;
  chain: ChainFacts;
}

/** What a message that is to be signed stands for. */
export interface SigningSubject extends Shown {
  /** The transaction's payload: the message itself, or what it is the BLAKE2b-256 of. */
  payload: Uint8Array;
}

/** What an API knows of its chain. */
export function chainFacts(api: Api): ChainFacts {
  return {
    name: api.runtimeChain.toString(),
    genesis: api.genesisHash.toHex(),
    runtime: api.runtimeVersion.specName.toString(),
  };
}
