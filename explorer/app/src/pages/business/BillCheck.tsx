import { Paper, Tabs, Text } from "@mantine/core";
import { IconChecklist, IconFileCheck, IconSearch, IconShieldCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
import { useFilters } from "../../lib/filters";
import { FileCheck } from "../../parts/business/FileCheck";
import { FiveElementCheck } from "../../parts/business/FiveElementCheck";
import { ProofCheck } from "../../parts/business/ProofCheck";
import { ThreeCodeSearch } from "../../parts/business/ThreeCodeSearch";

const WAYS = ["elements", "file", "codes", "proof"] as const;

type Way = (typeof WAYS)[number];

const ICONS = {
  elements: IconChecklist,
  file: IconFileCheck,
  codes: IconSearch,
  proof: IconShieldCheck,
} as const;

const CHECKS = {
  elements: FiveElementCheck,
  file: FileCheck,
  codes: ThreeCodeSearch,
  proof: ProofCheck,
} as const;

/** Is a bill genuine? By its five elements, by its file, by its three codes, or by a proof. */
export default function BillCheck() {
  const { t } = useTranslation("business");
  const [{ way }, setFilters] = useFilters(["way"]);
  const current: Way = WAYS.find((known) => known === way) ?? "elements";
  return (
    <Page title={t("check.title")} description={t("check.description")}>
      <Tabs
        value={current}
        onChange={(next) => setFilters({ way: next ?? undefined })}
        keepMounted={false}
      >
        <Tabs.List>
          {WAYS.map((name) => {
            const Icon = ICONS[name];
            return (
              <Tabs.Tab key={name} value={name} leftSection={<Icon size={16} aria-hidden />}>
                {t(`check.${name}Title`)}
              </Tabs.Tab>
            );
          })}
        </Tabs.List>
        {WAYS.map((name) => {
          const Check = CHECKS[name];
          return (
            <Tabs.Panel key={name} value={name} pt="md">
              <Paper withBorder p="md">
                <Text size="sm" c="dimmed" mb="md">
                  {t(`check.${name}Hint`)}
                </Text>
                <Check />
              </Paper>
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </Page>
  );
}
