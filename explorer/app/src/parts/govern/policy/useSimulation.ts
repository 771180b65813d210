import { useDebouncedValue } from "@mantine/hooks";
import { useMemo } from "react";
import { useRpc } from "../../../lib/rpc";
import type { Explanation, PolicySimulation } from "./answers";
import { caseFaults, factsOf, verdictOf, type SimulationCase } from "./cases";
import type { Effect } from "./attributes";
import type { Subject } from "./CheckPanel";

const DELAY_MS = 400;

/** How a case came out. */
export interface CaseResult {
  explanation: Explanation;
  verdict: Effect;
  /** Null where nothing was expected. */
  asExpected: boolean | null;
}

/** The answers to the cases, in their order; null for one that cannot be asked. */
export interface SimulationState {
  results: (CaseResult | null)[];
  error: Error | null;
  busy: boolean;
  refetch: () => void;
}

/** Judges the cases by a policy as both are changed. */
export function useSimulation(
  subject: Subject | null,
  effect: Effect,
  cases: SimulationCase[],
): SimulationState {
  const asking = useMemo(() => {
    const good = cases.flatMap((each, at) => (caseFaults(each).length === 0 ? [at] : []));
    return {
      subject,
      good,
      facts: good.map((at) => cases[at]).flatMap((each) => (each ? [factsOf(each)] : [])),
    };
  }, [subject, cases]);
  const [asked] = useDebouncedValue(asking, DELAY_MS);
  const possible = asked.subject !== null && subject !== null && asked.facts.length > 0;
  const query = useRpc<PolicySimulation | null>(
    "policy_simulate",
    possible ? [asked.subject, asked.facts] : null,
  );
  const results = cases.map((each, at): CaseResult | null => {
    const place = asked.good.indexOf(at);
    const explanation = place < 0 ? undefined : query.data?.cases[place];
    if (!explanation || !possible) return null;
    const verdict = verdictOf(effect, explanation);
    return {
      explanation,
      verdict,
      asExpected: each.expect === "" ? null : each.expect === verdict,
    };
  });
  return {
    results,
    error: possible ? query.error : null,
    busy: possible && (query.isFetching || asked !== asking),
    refetch: () => void query.refetch(),
  };
}
