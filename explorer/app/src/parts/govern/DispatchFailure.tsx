import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCatalogue } from "../../lib/catalogue";
import { useChainRead } from "./chainRead";

interface ModuleError {
  index: number;
  error: number[];
}

/** The part of a failure that names an error of a pallet. */
function moduleOf(failure: unknown): ModuleError | null {
  if (typeof failure !== "object" || failure === null) return null;
  const found = Object.entries(failure).find(([name]) => name.toLowerCase() === "module")?.[1];
  if (typeof found !== "object" || found === null) return null;
  const { index, error } = found as { index?: unknown; error?: unknown };
  const bytes = Array.isArray(error) ? error.map(Number) : [];
  return typeof index === "number" && bytes.length > 0 ? { index, error: bytes } : null;
}

/** Why a call failed when it was carried out. */
export function DispatchFailure({ failure }: { failure: unknown }) {
  const { t } = useTranslation("govern");
  const catalogue = useCatalogue();
  const error = moduleOf(failure);
  const named = useChainRead(
    ["module-error", error],
    async (api) => {
      const pallet = api.registry.metadata.pallets.find((each) =>
        each.index.eq(error?.index ?? -1),
      );
      if (!pallet || pallet.errors.isNone) return null;
      const type = api.registry.lookup.getSiType(pallet.errors.unwrap().type);
      const variant = type.def.asVariant.variants.find((each) =>
        each.index.eq(error?.error[0] ?? -1),
      );
      return variant ? { pallet: pallet.name.toString(), name: variant.name.toString() } : null;
    },
    { enabled: error !== null },
  );
  const found = named.data;
  const words = found ? catalogue.error(`${found.pallet}.${found.name}`) : null;
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t("approvals.failed")}>
      <Text size="sm">
        {found ? `${found.pallet}.${found.name}` : JSON.stringify(failure)}
        {words && ` — ${words}`}
      </Text>
    </Alert>
  );
}
