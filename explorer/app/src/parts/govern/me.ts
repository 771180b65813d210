import { useRpc } from "../../lib/rpc";
import { useSigner } from "../../lib/signer";

/** What the chain says of the key that is open. */
export interface Me {
  /** The participant of the key. */
  id: number;
  name: string;
  /** For whom it acts. */
  organisation: number;
  roles: string[];
  /** Whether it may act now. */
  active: boolean;
}

interface Answer {
  id: number;
  name: string;
  organisation: number;
  effectiveRoles: string[];
  effectiveStatus: string;
}

/** Who acts when the key that is open signs. */
export interface MeState {
  /** Address of the key; null where none is open. */
  account: string | null;
  /** The participant; null where the key is nobody's, undefined while that is not known. */
  me: Me | null | undefined;
  error: Error | null;
  /** Asks the person for a key. */
  open: () => void;
}

/** The participant whose key is open in this page. */
export function useMe(): MeState {
  const { account, open } = useSigner();
  const query = useRpc<Answer | null>("participant_get", account === null ? null : [account]);
  const answer = account === null ? null : query.data;
  return {
    account,
    me: answer
      ? {
          id: answer.id,
          name: answer.name,
          organisation: answer.organisation,
          roles: answer.effectiveRoles,
          active: answer.effectiveStatus === "active",
        }
      : answer,
    error: account === null ? null : query.error,
    open,
  };
}
