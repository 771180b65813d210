import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
import { NodeView } from "../../parts/govern/network/NodeView";
import { PaceView } from "../../parts/govern/network/PaceView";

/** The node behind these pages, its peers, and the pace of consensus. */
export default function Network() {
  const { t } = useTranslation("govern");
  return (
    <Page title={t("network.title")} description={t("network.description")}>
      <Stack gap="lg">
        <NodeView />
        <PaceView />
      </Stack>
    </Page>
  );
}
