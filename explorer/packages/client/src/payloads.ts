import { didBytes, didOf } from "./crypto/address.js";
import { concat, fromHex, utf8 } from "./crypto/bytes.js";
import { ROLES } from "./codec/forms.js";
import { InputFault } from "./faults.js";
import { fixed, option } from "./scale/write.js";
import type { ChildKind } from "./calls/parties.js";
import type { Did, Digest, Moment, ParticipantId, Role } from "./types/index.js";

/*
 * What keys sign when participants are admitted, change their key or are bound to a payer reference.
 * Each payload begins with 12 bytes of purpose and version and the hash of the genesis block, so that
 * a signature serves one purpose on one chain.
 */

const id = (participant: ParticipantId) => fixed(participant, 4);
const digest = (value: Digest, field: string) => fromHex(value, 32, field);

/** What the key of a newcomer signs, to ask for its admission below `parent`; null: as a member. */
export function admissionPayload(
  genesis: Digest,
  parent: ParticipantId | null,
  key: Uint8Array,
): Uint8Array {
  return concat(
    utf8("FCPL/admit/1"),
    digest(genesis, "genesis"),
    didBytes(didOf(key)),
    option(parent ?? undefined, id),
    key,
  );
}

/** Who is endorsed as what. */
export interface EndorsementTerms {
  /** Below whom. */
  parent: ParticipantId;
  /** As what. */
  kind: ChildKind;
  /** Its key, 33 bytes. */
  key: Uint8Array;
  /** What it may do. */
  roles: readonly Role[];
  /** Keyed digest of its real-world identity. */
  identity: Digest;
  /** Until when the endorsement serves, inclusive. */
  expires: Moment;
}

/** What the parent's key, or that of an administrator of its domain, signs to endorse 背书 a child. */
export function endorsementPayload(genesis: Digest, terms: EndorsementTerms): Uint8Array {
  const { parent, kind, key, roles, identity, expires } = terms;
  return concat(
    utf8("FCPL/child/2"),
    digest(genesis, "genesis"),
    id(parent),
    kindBytes(kind),
    key,
    fixed(rolesOf(roles), 2),
    digest(identity, "identity"),
    fixed(expires, 8),
  );
}

function kindBytes(kind: ChildKind): Uint8Array {
  if (kind === "organisation") {
    return Uint8Array.of(0);
  }
  const { account } = kind;
  return account === "operator"
    ? Uint8Array.of(1, 0)
    : concat(Uint8Array.of(1, 1), fixed(account.scene, 4));
}

function rolesOf(roles: readonly Role[]): number {
  return roles.reduce((sum, role) => {
    const bit = ROLES.indexOf(role);
    if (bit < 0) {
      throw new InputFault("roles", `not one of ${ROLES.join(", ")}`);
    }
    return sum | (1 << bit);
  }, 0);
}

/** What a new key signs to become that version of a participant's key. */
export function rotationPayload(
  genesis: Digest,
  did: Did,
  version: number,
  key: Uint8Array,
): Uint8Array {
  return concat(
    utf8("FCPL/rekey/1"),
    digest(genesis, "genesis"),
    didBytes(did),
    fixed(version, 4),
    key,
  );
}

/** What a citizen's or organisation's key signs, so that a platform binds a payer reference to it. */
export function payerPayload(
  genesis: Digest,
  did: Did,
  payer: Digest,
  platform: ParticipantId,
): Uint8Array {
  return concat(
    utf8("FCPL/payer/1"),
    digest(genesis, "genesis"),
    didBytes(did),
    digest(payer, "payer"),
    id(platform),
  );
}
