import { SimpleGrid, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { KeyValue } from "../../components/KeyValue";
import { Page } from "../../components/Page";
import { QueryState } from "../../components/QueryState";
import { Section } from "../../components/Section";
import { useRpc } from "../../lib/rpc";
import { PalletEvents } from "../../parts/govern/network/PalletEvents";
import { Upgrade } from "../../parts/govern/runtime/Upgrade";
import { RuntimeVersions } from "../../parts/govern/runtime/Versions";

interface RuntimeVersion {
  specName: string;
  implName: string;
  specVersion: number;
  implVersion: number;
  authoringVersion: number;
  transactionVersion: number;
  stateVersion?: number;
  apis: [string, number][];
}

/** The runtime of the chain: its version, those before it, and the one that is to come. */
export default function Runtime() {
  const { t } = useTranslation("govern");
  const version = useRpc<RuntimeVersion>("state_getRuntimeVersion", [], { refetchMs: 15_000 });
  return (
    <Page title={t("runtime.title")} description={t("runtime.description")}>
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <Section title={t("runtime.now")}>
            <QueryState query={version}>
              {(data) => (
                <KeyValue
                  items={[
                    [t("runtime.specName"), data.specName],
                    [t("runtime.spec"), String(data.specVersion)],
                    [t("runtime.impl"), `${data.implName} ${data.implVersion}`],
                    [t("runtime.transactionVersion"), String(data.transactionVersion)],
                    [t("runtime.authoringVersion"), String(data.authoringVersion)],
                    [t("runtime.stateVersion"), String(data.stateVersion ?? "—")],
                    [t("runtime.apis"), String(data.apis.length)],
                  ]}
                />
              )}
            </QueryState>
          </Section>
          <Section title={t("upgrade.title")}>
            <Upgrade />
          </Section>
        </SimpleGrid>
        <section>
          <Title order={2} size="h4" mb="xs">
            {t("runtime.versions")}
          </Title>
          <RuntimeVersions current={version.data?.specVersion ?? null} />
        </section>
        <section>
          <Title order={2} size="h4" mb="xs">
            {t("upgrade.authorizations")}
          </Title>
          <PalletEvents
            pallet="Consortium"
            caption={t("upgrade.authorizations")}
            emptyText={t("upgrade.noAuthorizations")}
          />
        </section>
      </Stack>
    </Page>
  );
}
