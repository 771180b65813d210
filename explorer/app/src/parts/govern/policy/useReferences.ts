import { useItem } from "../../../lib/api";
import { useRpc } from "../../../lib/rpc";
import type { Page, SceneRow } from "../../../lib/types";
import type { LabelItem, PrimitivePage } from "./answers";
import type { PrimitiveOption } from "./treeContext";
import type { Named } from "./ValueInput";

const KEPT_MS = 60_000;
const NO_SCENES: Named[] = [];
const NO_PRIMITIVES: PrimitiveOption[] = [];

/** What policies may name: scenes, primitives and labels. Empty until they are known. */
export function useReferences(): {
  scenes: Named[];
  primitives: PrimitiveOption[];
  labels: string[];
} {
  const scenes = useItem<Page<SceneRow>>("/scenes", { limit: 200 }, { staleMs: KEPT_MS });
  const primitives = useRpc<PrimitivePage>("policy_primitives", [0, 50], { staleMs: KEPT_MS });
  const labels = useRpc<LabelItem[]>("policy_labels", [null, 50], { staleMs: KEPT_MS });
  return {
    scenes: scenes.data?.items ?? NO_SCENES,
    primitives: primitives.data?.items ?? NO_PRIMITIVES,
    labels: (labels.data ?? []).map(([label]) => label),
  };
}
