import type { ApprovalAnswer } from "@fiscalchain/client";
import { useQuery } from "@tanstack/react-query";
import { checkRecord, type RecordCheck } from "./record";

/** Checks the record of an approval in the browser. */
export function useRecordCheck(answer: ApprovalAnswer): RecordCheck | undefined {
  return useQuery({
    queryKey: ["record-check", answer.terms.id, answer.head, answer.entries, answer.state],
    queryFn: async () => {
      const { sm3 } = await import("@fiscalchain/client/crypto");
      return checkRecord(sm3, answer);
    },
    staleTime: Infinity,
    retry: false,
  }).data;
}
