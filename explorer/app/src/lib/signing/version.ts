import { useCallback, useSyncExternalStore } from "react";
import type { Api } from "./prepare";

/** The version of the runtime by whose metadata an API encodes now: it follows upgrades by itself. */
export function versionOf(api: Api): number {
  return api.runtimeVersion.specVersion.toNumber();
}

/** That version, also after an upgrade; null as long as there is no API. */
export function useVersion(api: Api | null): number | null {
  const subscribe = useCallback(
    (listener: () => void) => {
      // What the API tells when it has taken up other metadata.
      api?.on("decorated", listener);
      return () => {
        api?.off("decorated", listener);
      };
    },
    [api],
  );
  return useSyncExternalStore(subscribe, () => (api ? versionOf(api) : null));
}
