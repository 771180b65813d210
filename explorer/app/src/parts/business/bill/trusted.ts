import type { ProvenFile } from "@fiscalchain/client/proof";
import { rpc } from "../../../lib/rpc";

/** Where the trusted set of validators comes from. */
export type TrustSource = "file" | "node";

/** The largest file of a proof or a set that is read, in bytes. */
export const MAX_JSON_BYTES = 16 * 1024 * 1024;

/** A file that is read is not what it should be; `reason` is a key of the texts about proofs. */
export class FileFault extends Error {
  constructor(readonly reason: "notProof" | "notSet" | "noSet") {
    super(reason);
    this.name = "FileFault";
  }
}

/** The JSON of a file. */
export async function readJson(file: File, reason: "notProof" | "notSet"): Promise<unknown> {
  if (file.size > MAX_JSON_BYTES) {
    throw new FileFault(reason);
  }
  try {
    return JSON.parse(await file.text()) as unknown;
  } catch {
    throw new FileFault(reason);
  }
}

/** What was proven, or why nothing was. */
export type Judgement =
  { holds: true; proven: ProvenFile } | { holds: false; code: string; message: string };

/**
 * Checks a proof file. With the founding set of the node nothing but that set is asked for; with a file
 * nothing at all is.
 */
export async function judge(
  file: unknown,
  source: TrustSource,
  setFile: File | null,
): Promise<Judgement> {
  const { parseTrustedSet, ProofFault, settledSet, verifyProofFile } =
    await import("@fiscalchain/client/proof");
  let trusted;
  if (source === "file") {
    try {
      trusted = parseTrustedSet(setFile ? await readJson(setFile, "notSet") : null);
    } catch {
      throw new FileFault("notSet");
    }
  } else {
    type Answer = Parameters<typeof settledSet>[0];
    const answer = await rpc<Answer | null>("consensus_validators", [0]);
    trusted = answer ? settledSet(answer) : undefined;
    if (!trusted) {
      throw new FileFault("noSet");
    }
  }
  try {
    return { holds: true, proven: verifyProofFile(file, trusted) };
  } catch (fault) {
    if (fault instanceof ProofFault) {
      return { holds: false, code: fault.code, message: fault.message };
    }
    throw fault;
  }
}
