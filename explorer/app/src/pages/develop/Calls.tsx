import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
import { useFilters } from "../../lib/filters";
import { CallBuilder } from "../../parts/develop/CallBuilder";
import { CallDecoder } from "../../parts/develop/CallDecoder";
import { NeedsRuntime } from "../../parts/develop/NeedsRuntime";
import { SignerLine } from "../../parts/develop/SignerLine";

const KEYS = ["tab"] as const;

/** Calls: put together from the metadata, or decoded; signed, sent and followed. */
export default function Calls() {
  const { t } = useTranslation("develop");
  const [filters, setFilters] = useFilters(KEYS);
  return (
    <Page title={t("calls.title")} description={t("calls.description")} actions={<SignerLine />}>
      <NeedsRuntime>
        {(runtime) => (
          <Tabs
            value={filters.tab === "decode" ? "decode" : "build"}
            onChange={(tab) => setFilters({ tab: tab === "decode" ? "decode" : undefined })}
          >
            <Tabs.List aria-label={t("calls.title")}>
              <Tabs.Tab value="build">{t("calls.build")}</Tabs.Tab>
              <Tabs.Tab value="decode">{t("calls.decode")}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="build" pt="md">
              <CallBuilder key={runtime.model.specVersion} runtime={runtime} />
            </Tabs.Panel>
            <Tabs.Panel value="decode" pt="md">
              <CallDecoder runtime={runtime} />
            </Tabs.Panel>
          </Tabs>
        )}
      </NeedsRuntime>
    </Page>
  );
}
