import { SimpleGrid, Stack, Table, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
import { QueryState } from "../../components/QueryState";
import { Section } from "../../components/Section";
import { Stat } from "../../components/Stat";
import { formatNumber } from "../../lib/format";
import { PalletEvents } from "../../parts/govern/network/PalletEvents";
import { QuotaForm } from "../../parts/govern/quotas/QuotaForm";
import { QuotaTable } from "../../parts/govern/quotas/QuotaTable";
import { TIERS } from "../../parts/govern/quotas/types";
import { useQuotas } from "../../parts/govern/quotas/useQuotas";

/** Quotas: what each tier and each participant may spend, and what they have spent now. */
export default function Quotas() {
  const { t } = useTranslation("govern");
  const query = useQuotas();
  return (
    <Page title={t("quotas.title")} description={t("quotas.description")}>
      <QueryState query={query}>
        {({ defaults, own, bytePrice, baseCost }) => (
          <Stack gap="lg">
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <Section title={t("quotas.defaults")}>
                <Table aria-label={t("quotas.defaults")}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th scope="col">{t("quotas.tierLabel")}</Table.Th>
                      <Table.Th scope="col" ta="right">
                        {t("quotas.burst")}
                      </Table.Th>
                      <Table.Th scope="col" ta="right">
                        {t("quotas.perSecond")}
                      </Table.Th>
                      <Table.Th scope="col">{t("resource.act")}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {TIERS.map((tier) => (
                      <Table.Tr key={tier}>
                        <Table.Th scope="row" fw={500}>
                          {t(`quotas.tier.${tier}`)}
                        </Table.Th>
                        <Table.Td ta="right">{formatNumber(defaults[tier].burst)}</Table.Td>
                        <Table.Td ta="right">{formatNumber(defaults[tier].perSecond)}</Table.Td>
                        <Table.Td>
                          <QuotaForm
                            key={`${defaults[tier].burst}:${defaults[tier].perSecond}`}
                            subject={{ tier }}
                            quota={defaults[tier]}
                          />
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Section>
              <SimpleGrid cols={{ base: 1, xs: 3, lg: 1 }}>
                <Stat label={t("quotas.ownCount")} value={formatNumber(own.size)} />
                <Stat
                  label={t("quotas.bytePrice")}
                  value={bytePrice === null ? "—" : formatNumber(bytePrice)}
                  hint={t("quotas.unit")}
                />
                <Stat
                  label={t("quotas.baseCost")}
                  value={baseCost === null ? "—" : formatNumber(baseCost)}
                  hint={t("quotas.baseCostHint")}
                />
              </SimpleGrid>
            </SimpleGrid>
            <QuotaTable defaults={defaults} own={own} />
            <section>
              <Title order={2} size="h4" mb="xs">
                {t("quotas.changes")}
              </Title>
              <PalletEvents
                pallet="Quotas"
                caption={t("quotas.changes")}
                emptyText={t("quotas.noChanges")}
              />
            </section>
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}
