import { base64urlnopad } from "@scure/base";
import { splitKey } from "./codes.js";
import { didBytes } from "./crypto/address.js";
import { concat, fromHex, toHex, utf8 } from "./crypto/bytes.js";
import type { Sm2Signer } from "./crypto/key.js";
import { sm3Hex } from "./crypto/sm3.js";
import { InputFault } from "./faults.js";
import { SCOPES } from "./codec/forms.js";
import { fixed } from "./scale/write.js";
import type { AuthorizationState, BillKey, CredentialKind, Did, Digest } from "./types/index.js";
import type { Moment, SceneId, Scope } from "./types/index.js";

/** The longest compact form, in bytes. */
export const MAX_CREDENTIAL_BYTES = 8 * 1024;
/** Most bills, or names, of one credential. */
export const MAX_SUBJECTS = 64;

const ID_BYTES = 16;
const MAX_U32 = 0xffffffff;
const LAST_MOMENT = Date.UTC(10_000, 0) - 1;
const TEMPLATE = /^[1-9]\d{0,9}:[1-9]\d{0,9}$/;
const STATES: readonly AuthorizationState[] = ["active", "frozen", "revoked"];

const TYPES: Readonly<Record<CredentialKind, string>> = {
  person: "BillAuthorization",
  company: "CompanyBillAuthorization",
  confirmation: "InstitutionConfirmation",
};

/** What a credential 凭证 is about: bills, every bill of the holder in the scene, or names. */
export type CredentialSubject =
  { bills: readonly BillKey[] | "allInScene" } | { names: readonly Did[] };

/** What a holder grants; the rest of a credential follows from who signs and on which chain. */
export interface Grant {
  /** What the credential is for. */
  kind: CredentialKind;
  /** The holder, and SM3 of the evidence of its consent, where a delegate 受托方 signs. */
  onBehalf?: { holder: Did; consent: Digest } | null;
  /** To whom 被授权方. */
  grantee: Did;
  /** In which scene. */
  scene: SceneId;
  /** How far. */
  scopes: readonly Scope[];
  /** About what. */
  subject: CredentialSubject;
  /** How often it may be used. */
  uses: number;
  /** Valid from, inclusive. */
  validFrom: Moment;
  /** Valid until, exclusive. */
  validUntil: Moment;
  /** Version of the template, `number:version`. */
  template: string;
}

/** Who issues a credential, where. */
export interface Issuer {
  /** Hash of the chain's first block. */
  chain: Digest;
  /** The issuer's DID. */
  did: Did;
  /** The version of its key in use. */
  keyVersion: number;
  /** What tells the issuer's credentials apart, 16 bytes; random unless given. */
  id?: Uint8Array;
}

/** A credential as its issuer signed it. */
export interface Issued {
  /** Its compact form. Whoever has it can show it; only the chain says whether it is in force. */
  credential: string;
  /** SM3 of the compact form: its name on the chain. */
  digest: Digest;
}

/**
 * Makes a credential: a W3C Verifiable Credential as a compact JWS under SM2 and SM3.
 *
 * @throws InputFault for a grant that no credential may make, with the name of the member
 */
export async function issueCredential(
  grant: Grant,
  issuer: Issuer,
  signer: Sm2Signer,
): Promise<Issued> {
  const claims = claimsOf(grant, issuer);
  const kid = `${issuer.did}#key-${issuer.keyVersion}`;
  const parts = [{ alg: "SGD_SM3_SM2", typ: "vc+jwt", kid }, claims].map((part) =>
    base64urlnopad.encode(utf8(JSON.stringify(part))),
  );
  const signed = parts.join(".");
  const signature = await signer.sign(utf8(signed));
  const credential = `${signed}.${base64urlnopad.encode(signature)}`;
  if (credential.length > MAX_CREDENTIAL_BYTES) {
    throw new InputFault("credential", `longer than ${MAX_CREDENTIAL_BYTES} bytes`);
  }
  return { credential, digest: sm3Hex(utf8(credential)) };
}

/** The payload of a credential; the order of its members is fixed. */
function claimsOf(grant: Grant, issuer: Issuer): object {
  const { kind, onBehalf = null, grantee, scene, scopes, uses, template } = grant;
  const confirms = kind === "confirmation";
  did(issuer.did, "issuer");
  did(grantee, "credentialSubject.id");
  whole(scene, 0, "credentialSubject.scene");
  whole(uses, 1, "credentialSubject.uses");
  whole(issuer.keyVersion, 1, "keyVersion");
  if (!TEMPLATE.test(template)) {
    throw new InputFault("credentialSchema", "not number:version, such as 3:1");
  }
  const named = SCOPES.filter((scope) => scopes.includes(scope));
  if (named.length === 0 || named.length < scopes.length) {
    const expected = "a list of different scopes: list, summary, structured, pdf, use";
    throw new InputFault("credentialSubject.scope", `not ${expected}`);
  }
  if (confirms && named.includes("use")) {
    throw new InputFault("credentialSubject.scope", "not without use in a confirmation");
  }
  if (onBehalf) {
    did(onBehalf.holder, "credentialSubject.holder");
    if (confirms || onBehalf.holder === issuer.did) {
      const expected = confirms ? "left out of a confirmation" : "another than the issuer";
      throw new InputFault("credentialSubject.holder", `not ${expected}`);
    }
  }
  const [validFrom, validUntil] = [
    moment(grant.validFrom, "validFrom"),
    moment(grant.validUntil, "validUntil"),
  ];
  if (grant.validUntil < grant.validFrom) {
    throw new InputFault("validUntil", "not the same as validFrom or later");
  }
  const id = issuer.id ?? crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return {
    "@context": ["https://www.w3.org/ns/credentials/v2", "urn:fiscalchain:authorization:v1"],
    id: `urn:uuid:${uuid(id)}`,
    type: ["VerifiableCredential", TYPES[kind]],
    issuer: issuer.did,
    validFrom,
    validUntil,
    credentialSubject: {
      id: grantee,
      ...(onBehalf && { holder: onBehalf.holder }),
      scene,
      scope: named,
      ...subjectOf(grant.subject, confirms),
      uses,
    },
    credentialStatus: {
      id: `urn:fiscalchain:chain:${digits(issuer.chain, "credentialStatus")}`,
      type: "FiscalChainStatus",
    },
    credentialSchema: {
      id: `urn:fiscalchain:template:${template}`,
      type: "FiscalChainTemplate",
    },
    ...(onBehalf && {
      evidence: {
        id: `urn:fiscalchain:sm3:${digits(onBehalf.consent, "evidence")}`,
        type: "HolderConsent",
      },
    }),
  };
}

function subjectOf(subject: CredentialSubject, confirms: boolean): object {
  if (confirms !== "names" in subject) {
    const member = confirms ? "names" : "bills";
    throw new InputFault(`credentialSubject.${member}`, "missing");
  }
  if ("names" in subject) {
    const place = "credentialSubject.names";
    const read = subject.names.map((name) => toHex(did(name, place)));
    const names = sorted(subject.names, (at) => read[at] ?? "");
    return { names: distinct(names, "DIDs", place) };
  }
  const { bills } = subject;
  if (bills === "allInScene") {
    return { bills };
  }
  bills.forEach((bill) => splitKey(bill));
  const keys = sorted(bills, (at) => bills[at] ?? "");
  return { bills: distinct(keys, "bills written code-number", "credentialSubject.bills") };
}

function sorted(items: readonly string[], by: (at: number) => string): string[] {
  const places = items.map((item, at) => ({ item, by: by(at) }));
  places.sort((one, other) => (one.by < other.by ? -1 : Number(one.by > other.by)));
  return places.map(({ item }) => item);
}

function distinct(items: string[], what: string, place: string): string[] {
  if (items.length < 1 || items.length > MAX_SUBJECTS || new Set(items).size < items.length) {
    throw new InputFault(place, `not 1 to ${MAX_SUBJECTS} different ${what}`);
  }
  return items;
}

function did(text: string, place: string): Uint8Array {
  try {
    return didBytes(text);
  } catch {
    throw new InputFault(place, "not a DID, did:cpl:…");
  }
}

function whole(value: number, least: number, place: string): void {
  if (!Number.isInteger(value) || value < least || value > MAX_U32) {
    throw new InputFault(place, `not a whole number from ${least} to ${MAX_U32}`);
  }
}

/** A moment in UTC, with milliseconds where there are any. */
function moment(at: Moment, place: string): string {
  if (!Number.isInteger(at) || at < 0 || at > LAST_MOMENT) {
    throw new InputFault(place, "not a moment between 1970 and 9999, in Unix ms");
  }
  return new Date(at).toISOString().replace(".000Z", "Z");
}

function uuid(id: Uint8Array): string {
  if (id.length !== ID_BYTES) {
    throw new InputFault("id", `not ${ID_BYTES} bytes but ${id.length}`);
  }
  const text = toHex(id).slice(2);
  const cuts = [0, 8, 12, 16, 20, 32];
  return cuts
    .slice(1)
    .map((end, at) => text.slice(cuts[at], end))
    .join("-");
}

function digits(digest: Digest, place: string): string {
  try {
    return toHex(fromHex(digest, 32)).slice(2);
  } catch {
    throw new InputFault(place, "not 0x and 64 hexadecimal digits");
  }
}

/**
 * What a holder signs to freeze, activate or revoke an authorization through somebody else:
 * `"fiscalchain/vc-status" ‖ chain ‖ digest of the credential ‖ nonce (4 bytes) ‖ new state (1 byte)`.
 *
 * @param chain - hash of the chain's first block
 * @param nonce - how often the state changed before: `nonce` of the authorization
 */
export function statusPayload(
  chain: Digest,
  digest: Digest,
  nonce: number,
  state: AuthorizationState,
): Uint8Array {
  whole(nonce, 0, "nonce");
  return concat(
    utf8("fiscalchain/vc-status"),
    fromHex(chain, 32, "chain"),
    fromHex(digest, 32, "digest"),
    fixed(nonce, 4),
    Uint8Array.of(STATES.indexOf(state)),
  );
}
