import { rpc } from "../../lib/rpc";
import { checkDigest, parseYuan } from "./codes";
import type { BillKey, FiveElements, ThreeCodes } from "./codes";
import type { BillAnswer, BillRecord, DigestVerdict, ElementsVerdict } from "./rpc-types";

/** What a search by three codes found. */
export type CodesVerdict =
  { verdict: "genuine"; bill: BillRecord } | { verdict: "mismatch" } | { verdict: "notFound" };

/**
 * Looks a bill up by its three codes. The check code stays in the browser: what the chain keeps of it
 * is computed here and compared.
 */
export async function verifyCodes(codes: ThreeCodes): Promise<CodesVerdict> {
  const answer = await rpc<BillAnswer | null>("bill_get", [codes.code, codes.number]);
  if (!answer) {
    return { verdict: "notFound" };
  }
  const { sm3 } = await import("@fiscalchain/client/crypto");
  return checkDigest(codes, sm3) === answer.bill.check
    ? { verdict: "genuine", bill: answer.bill }
    : { verdict: "mismatch" };
}

/** Checks the five elements, whose form is right, against the chain. */
export function verifyElements(elements: FiveElements): Promise<ElementsVerdict> {
  const { code, number, checkCode, issueDate, amount } = elements;
  return rpc<ElementsVerdict>("bill_verify", [
    code,
    number,
    checkCode,
    issueDate,
    parseYuan(amount) ?? 0,
  ]);
}

/** What a check of a file found, digest by digest. */
export interface FileVerdict {
  verdict: DigestVerdict;
  /** The record of the bill, for the digests it has; none where there is no bill. */
  bill: BillRecord | null;
}

/** Checks the digest of a file against those of a bill. */
export async function verifyFile(key: BillKey, digest: string): Promise<FileVerdict> {
  const [verdict, answer] = await Promise.all([
    rpc<DigestVerdict>("bill_verifyDigest", [key.code, key.number, digest]),
    rpc<BillAnswer | null>("bill_get", [key.code, key.number]),
  ]);
  return { verdict, bill: answer?.bill ?? null };
}
