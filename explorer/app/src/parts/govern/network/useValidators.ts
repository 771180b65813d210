import type { ValidatorsAnswer } from "@fiscalchain/client";
import { useRpc } from "../../../lib/rpc";
import { readEntries, useChainRead } from "../chainRead";
import type { Operator } from "./pallets";

const REFRESH_MS = 10_000;

/** A validator of the set. */
export interface ValidatorRow {
  key: string;
  participant: number | null;
  weight: number;
  /** The first block it decides. */
  from: number | null;
  /** Decides the block after the next too. */
  stays: boolean;
  /** Does not decide the next block yet. */
  coming: boolean;
}

function rowsOf(answer: ValidatorsAnswer, operators: Map<string, Operator>): ValidatorRow[] {
  const next = new Map(answer.next.map((each) => [each.public.toLowerCase(), each]));
  const after = new Map(answer.afterNext.map((each) => [each.public.toLowerCase(), each]));
  return [...new Set([...next.keys(), ...after.keys()])].map((key) => {
    const operator = operators.get(key);
    return {
      key,
      participant: operator?.participant ?? null,
      weight: (after.get(key) ?? next.get(key))?.weight ?? 0,
      from: operator?.from ?? null,
      stays: after.has(key),
      coming: !next.has(key),
    };
  });
}

/** The validators with those who run them. */
export function useValidators() {
  const answer = useRpc<ValidatorsAnswer | null>("consensus_validators", [], {
    refetchMs: REFRESH_MS,
  });
  const operators = useChainRead(
    ["bftValidators", "operators"],
    (api) => readEntries<[string], Operator>(api, "bftValidators", "operators"),
    { refetchMs: 60_000 },
  );
  const known = new Map(
    (operators.data ?? []).map(([[key], operator]) => [key.toLowerCase(), operator]),
  );
  return {
    answer,
    rows: answer.data ? rowsOf(answer.data, known) : [],
    operatorsError: operators.error,
  };
}
