import { Alert } from "@mantine/core";
import { IconCloudOff, IconHourglass } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useItem } from "../lib/api";
import { formatNumber } from "../lib/format";
import type { IndexStatus } from "../lib/types";

/** Blocks behind the chain from which on people are told. */
const LAG_BLOCKS = 20;
/** How often the state of the index is asked for. */
export const STATUS_MS = 5_000;

/** Says when what is shown may be old: the index cannot be reached, or lags behind the chain. */
export function HealthBanner() {
  const { t } = useTranslation();
  const status = useItem<IndexStatus>("/status", undefined, { refetchMs: STATUS_MS });

  if (status.isError || status.failureCount > 1) {
    return (
      <Alert color="red" icon={<IconCloudOff size={18} />} title={t("banner.offline")} mb="md">
        {t("banner.offlineText")}
      </Alert>
    );
  }
  if (!status.data) return null;
  if (status.data.stopped) {
    return (
      <Alert color="red" icon={<IconCloudOff size={18} />} title={t("banner.stopped")} mb="md">
        {status.data.stopped}
      </Alert>
    );
  }
  if (status.data.finalized === null) {
    return (
      <Alert color="orange" icon={<IconCloudOff size={18} />} title={t("banner.node")} mb="md">
        {t("banner.nodeText")}
      </Alert>
    );
  }
  if (status.data.lagBlocks <= LAG_BLOCKS) return null;
  return (
    <Alert color="orange" icon={<IconHourglass size={18} />} title={t("banner.lag")} mb="md">
      {t("banner.lagText", { blocks: formatNumber(status.data.lagBlocks) })}
    </Alert>
  );
}
