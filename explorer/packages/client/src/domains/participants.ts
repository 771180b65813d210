import { call } from "../calls/index.js";
import type { Calls, ChildKind, EndorsementProof } from "../calls/index.js";
import { eventOf } from "../chain/client.js";
import type { ChainClient, Outcome, SubmitOptions } from "../chain/client.js";
import { didOf } from "../crypto/address.js";
import type { Sm2Signer } from "../crypto/key.js";
import { NotFoundFault } from "../faults.js";
import {
  admissionPayload,
  endorsementPayload,
  payerPayload,
  rotationPayload,
} from "../payloads.js";
import type { EndorsementTerms } from "../payloads.js";
import type * as T from "../types/index.js";

/** What is known of a newcomer beside its key. */
export interface Newcomer {
  /** Its public name. */
  name: string;
  /** What it may do. */
  roles: T.Role[];
  /** Keyed digest of its real-world identity: `identityDigest`. */
  identity: T.Digest;
}

/** Somebody who was admitted. */
export interface Admission {
  /** Its number. */
  id: T.ParticipantId;
  /** Its DID. */
  did: T.Did;
  /** The transaction. */
  outcome: Outcome;
}

/** The participants 参与方 of the chain. */
export class Participants {
  readonly #client: ChainClient;

  /** Through a connection. */
  constructor(client: ChainClient) {
    this.#client = client;
  }

  /** A participant by its number, its DID or the account of its key. */
  get(name: T.ParticipantName): Promise<T.ParticipantAnswer | null> {
    return this.#client.ask("participant_get", String(name));
  }

  /** The participant of an account or of a signer's key. */
  of(account: Uint8Array | string | Sm2Signer): Promise<T.ParticipantAnswer> {
    return this.#client.participantOf(account);
  }

  /** A participant by the keyed digest of its identity, or a citizen by a payer reference. */
  byIdentity(identity: T.Digest): Promise<T.ParticipantAnswer | null> {
    return this.#client.ask("participant_byIdentity", identity);
  }

  /** A page of what stands directly below a participant, or of the members 三级树状架构. */
  tree(
    parent: T.ParticipantName | null = null,
    from: number | null = null,
    limit: number | null = null,
  ): Promise<T.TreePage> {
    const name = parent === null ? null : String(parent);
    return this.#client.ask("participant_tree", name, from, limit);
  }

  /** Every key of a participant, oldest first. */
  keys(name: T.ParticipantName): Promise<T.KeyRecord[]> {
    return this.#client.ask("participant_keys", String(name));
  }

  /** Every name of a participant, oldest first. */
  details(name: T.ParticipantName): Promise<T.DetailsRecord[]> {
    return this.#client.ask("participant_details", String(name));
  }

  /** The resolution of a DID 分布式标识 as W3C DID Core 1.0 says. */
  resolveDid(did: string): Promise<T.DidResolution> {
    return this.#client.ask("did_resolve", did);
  }

  /** Admits a member of the consortium. Its key proves that its holder asks for it. */
  async admit(
    newcomer: Newcomer & { kind: T.ParticipantKind },
    key: Sm2Signer,
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Admission> {
    const proof = await key.sign(admissionPayload(this.#client.genesis, null, key.publicKey));
    const args = { ...newcomer, key: key.publicKey, proof };
    return this.#admitted(call("Participants.admit", args), signer, options);
  }

  /**
   * An endorsement 背书: the parent's key, or an administrator's of its domain, vouches for a child of
   * that key, kind, roles and identity until `expires`.
   */
  async endorse(terms: EndorsementTerms, endorser: Sm2Signer): Promise<EndorsementProof> {
    const { id: by } = await this.#client.participantOf(endorser);
    const signature = await endorser.sign(endorsementPayload(this.#client.genesis, terms));
    return { by, expires: terms.expires, signature };
  }

  /** Admits an organisation or an account below a participant, with its endorsement. */
  async admitChild(
    child: Newcomer & { parent: T.ParticipantId; kind: ChildKind; endorsement: EndorsementProof },
    key: Sm2Signer,
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Admission> {
    const payload = admissionPayload(this.#client.genesis, child.parent, key.publicKey);
    const args = { ...child, key: key.publicKey, proof: await key.sign(payload) };
    return this.#admitted(call("Participants.admit_child", args), signer, options);
  }

  /** Registers a citizen 持票人 by its own key, through a platform that signs. */
  async registerHolder(
    payer: T.Digest,
    key: Sm2Signer,
    platform: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Admission> {
    const proof = await this.#payerProof(didOf(key.publicKey), payer, key, platform);
    const sent = call("Participants.register_holder", { key: key.publicKey, payer, proof });
    const outcome = await this.#client.submit(sent, platform, options);
    return admission(outcome, "HolderRegistered");
  }

  /** Binds another payer reference to a participant, whose key agrees to it. */
  async bindPayer(
    id: T.ParticipantId,
    payer: T.Digest,
    key: Sm2Signer,
    platform: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Outcome> {
    const { did } = await this.#known(id);
    const proof = await this.#payerProof(did, payer, key, platform);
    const sent = call("Participants.bind_payer", { id, payer, proof });
    return this.#client.submit(sent, platform, options);
  }

  async #payerProof(
    did: T.Did,
    payer: T.Digest,
    key: Sm2Signer,
    platform: Sm2Signer,
  ): Promise<Uint8Array> {
    const { organisation } = await this.#client.participantOf(platform);
    return key.sign(payerPayload(this.#client.genesis, did, payer, organisation));
  }

  /** Replaces the signer's own key by a new one. */
  async rotateKey(key: Sm2Signer, signer: Sm2Signer, options?: SubmitOptions): Promise<Outcome> {
    const proof = await this.#rotation(await this.#client.participantOf(signer), key);
    const sent = call("Participants.rotate_key", { key: key.publicKey, proof });
    return this.#client.submit(sent, signer, options);
  }

  /** Replaces the key of a participant that lost its own. */
  async replaceKey(
    id: T.ParticipantId,
    key: Sm2Signer,
    reason: string,
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Outcome> {
    const proof = await this.#rotation(await this.#known(id), key);
    const args = { id, key: key.publicKey, proof, reason };
    return this.#client.submit(call("Participants.replace_key", args), signer, options);
  }

  #rotation({ did, keyVersion }: T.ParticipantAnswer, key: Sm2Signer): Promise<Uint8Array> {
    const payload = rotationPayload(this.#client.genesis, did, keyVersion + 1, key.publicKey);
    return Promise.resolve(key.sign(payload));
  }

  /** Freezes, activates or cancels a participant, and with it everything below. */
  setStatus(
    args: Calls["Participants.set_status"],
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Outcome> {
    return this.#client.submit(call("Participants.set_status", args), signer, options);
  }

  async #known(id: T.ParticipantId): Promise<T.ParticipantAnswer> {
    const found = await this.get(id);
    if (!found) {
      throw new NotFoundFault(`participant ${id}`);
    }
    return found;
  }

  async #admitted(
    sent: ReturnType<typeof call>,
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Admission> {
    return admission(await this.#client.submit(sent, signer, options), "Admitted");
  }
}

function admission(outcome: Outcome, name: string): Admission {
  const { id, did } = eventOf(outcome, "Participants", name).data as Omit<Admission, "outcome">;
  return { id, did, outcome };
}
