import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type * as Client from "@fiscalchain/client";
import { useChain } from "../../../lib/chain";
import { shapesOf, type Api } from "../../../lib/signing/prepare";
import { readModel, type RuntimeModel } from "./model";

/** The connection, the metadata of the runtime and the code that encodes and decodes by it. */
export interface Runtime {
  api: Api;
  model: RuntimeModel;
  codec: Pick<typeof Client, "decodeValue" | "encodeFields" | "encodeValue">;
}

/** The runtime of the chain, as soon as the connection stands. */
export function useRuntime(): UseQueryResult<Runtime, Error> {
  const { client, status, error } = useChain();
  const version = client?.api.runtimeVersion.specVersion.toNumber() ?? null;
  return useQuery<Runtime, Error>({
    queryKey: ["runtime", status, version],
    queryFn: async () => {
      if (!client) throw new Error(error ?? "the chain cannot be reached");
      const { decodeValue, encodeFields, encodeValue } = await import("@fiscalchain/client");
      const { api } = client;
      const model = readModel(api.registry, await shapesOf(api.registry), {
        specName: api.runtimeVersion.specName.toString(),
        specVersion: api.runtimeVersion.specVersion.toNumber(),
      });
      return { api, model, codec: { decodeValue, encodeFields, encodeValue } };
    },
    enabled: client !== null || status === "failed",
    retry: false,
    staleTime: Infinity,
    // The codecs of the library cannot be compared, nor copied.
    structuralSharing: false,
  });
}
