/** Stable codes of why something is not proven. */
export type ProofFaultCode =
  | "block"
  | "malformed"
  | "maxBytesExceeded"
  | "maxNodesExceeded"
  | "maxTransitionsExceeded"
  | "nodes"
  | "otherChain"
  | "stated"
  | "surplusNodes"
  | "unknownForm";

const MALFORMED: readonly ProofFaultCode[] = [
  "malformed",
  "maxBytesExceeded",
  "maxNodesExceeded",
  "maxTransitionsExceeded",
];

/** Why something is not proven. */
export class ProofFault extends Error {
  override readonly name = "ProofFault";
  /** Stable, for programs. */
  readonly code: ProofFaultCode;

  /** A fault with its sentence. */
  constructor(code: ProofFaultCode, message: string) {
    super(message);
    this.code = code;
  }

  /** True for what is no proof at all, false for a proof that does not hold. */
  get isMalformed(): boolean {
    return MALFORMED.includes(this.code);
  }
}

/** A field has not the form it must have. */
export function malformed(field: string): ProofFault {
  return new ProofFault("malformed", `${field}: not of the form it must have`);
}

/** What is stated beside the proof is not what it proves. */
export function stated(field: string): ProofFault {
  return new ProofFault("stated", `${field}: not what the proof proves`);
}

/** The state holds something in a form this version does not know. */
export function unknownForm(what: string): ProofFault {
  return new ProofFault(
    "unknownForm",
    `${what}: the state holds it in a form this version does not know`,
  );
}
