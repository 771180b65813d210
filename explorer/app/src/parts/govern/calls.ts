import { useQuery } from "@tanstack/react-query";
import { useChain } from "../../lib/chain";
import { decodeCall, type DecodedCall } from "../../lib/signing/prepare";
import type { QueryLike } from "../../components/QueryState";
import { bytesOf } from "./bytes";

/** An encoded call, read with the metadata of the chain. A null call asks nothing. */
export function useDecodedCall(hex: string | null): QueryLike<DecodedCall> {
  const { client, status, error } = useChain();
  const query = useQuery<DecodedCall, Error>({
    queryKey: ["chain", "decoded", hex],
    queryFn: () => {
      const bytes = hex === null ? null : bytesOf(hex);
      if (!client || !bytes) throw new Error("call: not 0x and hexadecimal digits");
      return decodeCall(client.api.registry, bytes);
    },
    enabled: client !== null && hex !== null && hex.length > 2,
    staleTime: Infinity,
    retry: false,
  });
  const offline = status === "failed" && query.data === undefined;
  return {
    data: query.data,
    error: offline ? new Error(error ?? "no connection to the chain") : query.error,
    isPending: query.isPending,
    refetch: query.refetch,
  };
}
