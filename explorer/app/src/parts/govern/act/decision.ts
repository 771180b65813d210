import type { HighRiskItem, Operation } from "@fiscalchain/client";
import type { Progress } from "../../../lib/signer";

/** A call that somebody may decide about, before it is known by which way. */
export interface Decision {
  pallet: string;
  call: string;
  /** The arguments; `reason` is what the person gives as reason. */
  args: (reason: string) => Record<string, unknown>;
  /** The operation by which approvals know it; null where nobody can propose it. */
  operation: Operation | null;
  /** What it does, in plain words. */
  summary: string;
  /** The call itself has a reason. */
  needsReason: boolean;
  /** Nobody may do it alone, whatever the role. */
  neverAlone?: boolean;
  /** Which share of the council it takes: more than a half, or three quarters. */
  council?: "majority" | "threeQuarters";
  /** Only the council may. */
  councilOnly?: boolean;
}

/** How a decision is made. */
export type Way = "direct" | "approval" | "council";

/** What a decision is made with. */
export interface Choice {
  way: Way;
  reason: string;
  /** The flow a proposer chooses where the operation demands none. */
  flow: number | null;
  /** Votes a motion needs. */
  threshold: number;
  /** Length of the encoded call, which a motion names. */
  length: number;
}

/** The flow that the operation demands, or null. */
export function demandedFlow(decision: Decision, highRisk: HighRiskItem[]): number | null {
  return highRisk.find((item) => item.operation === decision.operation)?.flow ?? null;
}

/** The ways that are open, the one that is meant first. */
export function waysOf(decision: Decision, highRisk: HighRiskItem[]): Way[] {
  if (decision.councilOnly) return ["council"];
  const ways: Way[] = [];
  const demanded = demandedFlow(decision, highRisk) !== null;
  if (decision.operation !== null && (demanded || !decision.neverAlone)) ways.push("approval");
  if (!demanded && !decision.neverAlone) ways.unshift("direct");
  ways.push("council");
  return ways;
}

/** How many of the members have to vote for it. */
export function votesNeeded(decision: Decision, members: number): number {
  const least =
    decision.council === "threeQuarters"
      ? Math.ceil((members * 3) / 4)
      : Math.floor(members / 2) + 1;
  return Math.max(1, least);
}

/** The transaction by which the decision is made. */
export function transactionOf(
  decision: Decision,
  choice: Choice,
): { pallet: string; call: string; args: Record<string, unknown> } {
  const call = {
    pallet: decision.pallet,
    call: decision.call,
    args: decision.args(choice.reason.trim()),
  };
  switch (choice.way) {
    case "approval":
      return {
        pallet: "Approvals",
        call: "propose",
        args: { call, flow: choice.flow, reason: choice.reason.trim() },
      };
    case "council":
      return {
        pallet: "Council",
        call: "propose",
        args: { threshold: choice.threshold, proposal: call, lengthBound: choice.length },
      };
    default:
      return call;
  }
}

/** A number that an event of a transaction tells, such as that of an approval. */
export function numberOfEvent(
  progress: Progress,
  pallet: string,
  name: string,
  field: string,
): number | null {
  const event = progress.events.find((each) => each.pallet === pallet && each.name === name);
  const data = event?.data;
  if (typeof data !== "object" || data === null) return null;
  const value = (data as Record<string, unknown>)[field];
  const number = Number(String(value ?? "").replaceAll(",", ""));
  return value !== undefined && value !== null && Number.isSafeInteger(number) ? number : null;
}

/** It stands in a block and did not fail. */
export function succeeded(progress: Progress): boolean {
  return progress.error === null && (progress.stage === "finalized" || progress.stage === "block");
}
