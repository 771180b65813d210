import { call } from "../calls/index.js";
import type { Calls, HolderProof } from "../calls/index.js";
import { isEvent } from "../chain/client.js";
import type { ChainClient, Outcome, SubmitOptions } from "../chain/client.js";
import { dynamicCodeDigest, newDynamicCode, splitKey } from "../codes.js";
import { issueCredential, statusPayload } from "../credential.js";
import type { Grant, Issued } from "../credential.js";
import { utf8 } from "../crypto/bytes.js";
import type { Sm2Signer } from "../crypto/key.js";
import { sm3Hex } from "../crypto/sm3.js";
import { InputFault, NotFoundFault, RuntimeMismatch } from "../faults.js";
import type * as T from "../types/index.js";

const PALLET = "VcAuthorization";
/** Most credentials of one transaction. */
export const MAX_CREDENTIALS = 20;

/** Which authorizations are listed. */
export interface AuthorizationQuery {
  /** All of them, or what is in force; that unless said. */
  all?: boolean;
  /** The `next` of the page before. */
  cursor?: T.Digest | null;
  /** How many at most; the node decides unless said. */
  limit?: number | null;
}

/** A question whether something would be permitted. */
export interface CheckQuery {
  /** Who reads. */
  participant: T.ParticipantName;
  /** Which bill. */
  bill: T.BillKey;
  /** How far. */
  scope: T.Scope;
  /** In which scene. */
  scene: T.SceneId;
  /** By which authorization; the white list without one. */
  digest?: T.Digest | null;
  /** When; now unless said. */
  at?: T.Moment | null;
}

/** A read of a bill. */
export interface Use {
  /** The authorization by its digest, or the white list. */
  basis: T.Basis;
  /** Which bill. */
  bill: T.BillKey;
  /** How far. */
  scope: T.Scope;
  /** In which scene. */
  scene: T.SceneId;
  /** The purpose in words; the chain keeps its SM3. */
  purpose: string;
}

/** The authorizations 授权 of holders 持票人. */
export class Authorizations {
  readonly #client: ChainClient;

  /** Through a connection. */
  constructor(client: ChainClient) {
    this.#client = client;
  }

  /** An authorization by the SM3 of its credential. */
  get(digest: T.Digest): Promise<T.AuthorizationAnswer | null> {
    return this.#client.ask("vc_get", digest);
  }

  /** Whether a read or a lock would be permitted. */
  check(query: CheckQuery): Promise<T.CheckAnswer> {
    const { participant, bill, scope, scene, digest = null, at = null } = query;
    const [code, number] = splitKey(bill);
    const name = String(participant);
    return this.#client.ask("vc_check", name, code, number, scope, scene, digest, at);
  }

  /** A page of what a holder granted. */
  ofHolder(
    holder: T.ParticipantName,
    { all = false, cursor = null, limit = null }: AuthorizationQuery = {},
  ): Promise<T.AuthorizationPage> {
    return this.#client.ask("vc_byHolder", String(holder), all, cursor, limit);
  }

  /** A page of what was granted to a participant. */
  ofGrantee(
    grantee: T.ParticipantName,
    { all = false, cursor = null, limit = null }: AuthorizationQuery = {},
  ): Promise<T.AuthorizationPage> {
    return this.#client.ask("vc_byGrantee", String(grantee), all, cursor, limit);
  }

  /** A page of the life of an authorization, oldest step first. */
  history(
    digest: T.Digest,
    cursor: string | null = null,
    limit: number | null = null,
  ): Promise<T.AuthorizationHistory> {
    return this.#client.ask("vc_history", digest, cursor, limit);
  }

  /** A page of the uses of a bill, its reads on the white list and failed checks. */
  ofBill(
    bill: T.BillKey,
    cursor: string | null = null,
    limit: number | null = null,
  ): Promise<T.AuthorizationHistory> {
    return this.#client.ask("vc_byBill", ...splitKey(bill), cursor, limit);
  }

  /** Head of the log of an authorization. */
  log(digest: T.Digest): Promise<T.LogHead | null> {
    return this.#client.ask("vc_log", digest);
  }

  /** A version of a template 凭证模版, or the last one. */
  template(number: number, version: number | null = null): Promise<T.TemplateAnswer | null> {
    return this.#client.ask("vc_template", number, version);
  }

  /** A trusted delegate 受托方. */
  delegate(participant: T.ParticipantName): Promise<T.Delegate | null> {
    return this.#client.ask("vc_delegate", String(participant));
  }

  /** An entry of the white list 白名单. */
  whiteList(participant: T.ParticipantName, scene: T.SceneId): Promise<T.WhiteListEntry | null> {
    return this.#client.ask("vc_whiteList", String(participant), scene);
  }

  /**
   * Makes a credential that `issuer` signs with its key in use; the chain does not know it yet.
   *
   * @throws InputFault for a grant that no credential may make; NotFoundFault for an issuer the chain
   *   does not know
   */
  async issue(grant: Grant, issuer: Sm2Signer): Promise<Issued> {
    const { did, keyVersion } = await this.#client.participantOf(issuer);
    return issueCredential(grant, { chain: this.#client.genesis, did, keyVersion }, issuer);
  }

  /**
   * Makes a credential and registers it through `bringer`: the issuer itself, the grantee or a
   * platform. A delegate's is brought by the delegate.
   */
  async grant(
    grant: Grant,
    issuer: Sm2Signer,
    bringer: Sm2Signer = issuer,
    options?: SubmitOptions,
  ): Promise<Issued & { outcome: Outcome }> {
    const issued = await this.issue(grant, issuer);
    const name = grant.onBehalf ? "VcAuthorization.grant_for" : "VcAuthorization.register";
    const args = { credential: utf8(issued.credential) };
    const outcome = await this.#client.submit(call(name, args), bringer, options);
    return { ...issued, outcome };
  }

  /**
   * Registers up to 20 credentials in one transaction; why one was refused comes in its place, null
   * for one that was registered.
   */
  async registerBatch(
    credentials: readonly string[],
    bringer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<{ outcome: Outcome; refusals: (string | null)[] }> {
    if (credentials.length === 0 || credentials.length > MAX_CREDENTIALS) {
      throw new InputFault("credentials", `not 1 to ${MAX_CREDENTIALS}`);
    }
    const args = { credentials: credentials.map(utf8) };
    const sent = call("VcAuthorization.register_batch", args);
    const outcome = await this.#client.submit(sent, bringer, options);
    const runtime = await this.#client.runtimeOf(outcome.position.blockHash);
    const refusals = credentials.map((_, at) => {
      const event = outcome.events.find(
        (one) => isEvent(one, PALLET, "RegistrationRefused") && one.data.index === at,
      );
      return event ? runtime.failureOf(event.data.error).error : null;
    });
    return { outcome, refusals };
  }

  /** A holder's proof of a change of state of its authorization, for a platform to bring. */
  async prove(
    digest: T.Digest,
    state: T.AuthorizationState,
    holder: Sm2Signer,
  ): Promise<HolderProof> {
    const found = await this.get(digest);
    if (!found) {
      throw new NotFoundFault(`authorization ${digest}`);
    }
    const { nonce } = found;
    const payload = statusPayload(this.#client.genesis, digest, nonce, state);
    return { nonce, signature: await holder.sign(payload) };
  }

  /** Freezes, activates or revokes an authorization; a platform brings the holder's proof. */
  setStatus(
    args: Calls["VcAuthorization.set_status"],
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<Outcome> {
    return this.#client.submit(call("VcAuthorization.set_status", args), signer, options);
  }

  /**
   * Records a read of a bill before it is made. A read that is not permitted is recorded too, so that
   * the transaction succeeds: whether it is permitted is in the answer.
   */
  async recordUse(
    { purpose, ...use }: Use,
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<T.CheckAnswer & { outcome: Outcome }> {
    const args = { ...use, purpose: sm3Hex(utf8(purpose)) };
    const sent = call("VcAuthorization.record_use", args);
    const outcome = await this.#client.submit(sent, signer, options);
    const event = outcome.events.find(
      (one) => isEvent(one, PALLET, "Used") || isEvent(one, PALLET, "CheckFailed"),
    );
    const entry = event?.data.entry as { fault: T.CheckFault | null } | undefined;
    if (!event || !entry) {
      throw new RuntimeMismatch(`${PALLET}.record_use`, "it tells nothing of the check");
    }
    return { permitted: event.name === "Used", reason: entry.fault, outcome };
  }

  /**
   * Puts the digest of a new dynamic code 动态码 on the chain: whoever is shown the code can redeem it
   * until then, once.
   *
   * @returns the code, which is nowhere else
   */
  async issueCode(
    authorization: T.Digest,
    until: T.Moment,
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<{ code: string; outcome: Outcome }> {
    const code = newDynamicCode();
    const args = { code: dynamicCodeDigest(code), authorization, until };
    const sent = call("VcAuthorization.issue_code", args);
    return { code, outcome: await this.#client.submit(sent, signer, options) };
  }

  /**
   * Redeems a dynamic code. A wrong one is counted, so that the transaction succeeds: why it was
   * refused is in the answer, null for one that was right.
   */
  async redeemCode(
    code: string,
    signer: Sm2Signer,
    options?: SubmitOptions,
  ): Promise<{ authorization: T.Digest | null; reason: string | null; outcome: Outcome }> {
    const sent = call("VcAuthorization.redeem_code", { code });
    const outcome = await this.#client.submit(sent, signer, options);
    const redeemed = outcome.events.find((event) => isEvent(event, PALLET, "CodeRedeemed"));
    if (redeemed) {
      return { authorization: redeemed.data.authorization as T.Digest, reason: null, outcome };
    }
    const refused = outcome.events.find((event) => isEvent(event, PALLET, "CodeRefused"));
    if (!refused) {
      throw new RuntimeMismatch(`${PALLET}.redeem_code`, "it tells nothing of the code");
    }
    return { authorization: null, reason: refused.data.reason as string, outcome };
  }
}
