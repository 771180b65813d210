import { Stack, Tabs, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { FilterBar } from "../../components/FilterBar";
import { Page } from "../../components/Page";
import { useParticipantField } from "../../parts/business/filterFields";
import { Segments } from "../../parts/business/statistics/Controls";
import { IssuedTab } from "../../parts/business/statistics/IssuedTab";
import { KindsTab } from "../../parts/business/statistics/KindsTab";
import { OperationTab } from "../../parts/business/statistics/OperationTab";
import { RedTab } from "../../parts/business/statistics/RedTab";
import { UserView } from "../../parts/business/statistics/UserView";
import { useSelection } from "../../parts/business/statistics/useStatistics";

const VIEWS = ["authority", "issuer", "user"] as const;
const TABS = ["issued", "red", "kinds", "operation"] as const;

/** Figures of bills, seen as the fiscal authority, one issuer or one user of bills does. */
export default function Statistics() {
  const { t } = useTranslation("business");
  const { filters, setFilters } = useSelection();
  const view = VIEWS.find((name) => name === filters.view) ?? "authority";
  return (
    <Page title={t("statistics.title")} description={t("statistics.description")}>
      <Stack>
        <Segments
          label={t("statistics.view")}
          value={view}
          values={VIEWS}
          name={(value) => t(`statistics.views.${value}`)}
          onChange={(next) =>
            setFilters({
              view: next === "authority" ? undefined : next,
              issuer: next === "issuer" ? filters.issuer : undefined,
              holder: next === "user" ? filters.holder : undefined,
            })
          }
        />
        {view === "user" ? <UserView /> : null}
        {view === "issuer" ? <IssuerView /> : null}
        {view === "authority" ? <Tables withIssuer names={TABS} /> : null}
      </Stack>
    </Page>
  );
}

/** What concerns one issuer: the chain as a whole does not. */
const OF_ISSUER = ["issued", "red", "kinds"] as const;

function IssuerView() {
  const { t } = useTranslation("business");
  const { filters, setFilters } = useSelection();
  const issuer = useParticipantField("issuer", t("bill.issuer"), "issuer");
  return (
    <Stack>
      <FilterBar fields={[issuer]} value={filters} onChange={setFilters} />
      {filters.issuer ? (
        <Tables withIssuer={false} names={OF_ISSUER} />
      ) : (
        <Text c="dimmed" role="status">
          {t("statistics.chooseIssuer")}
        </Text>
      )}
    </Stack>
  );
}

interface TablesProps {
  withIssuer: boolean;
  names: readonly (typeof TABS)[number][];
}

function Tables({ withIssuer, names }: TablesProps) {
  const { t } = useTranslation("business");
  const { filters, setFilters } = useSelection();
  const current = names.find((name) => name === filters.tab) ?? "issued";
  return (
    <Tabs
      value={current}
      onChange={(next) => setFilters({ tab: next ?? undefined })}
      keepMounted={false}
    >
      <Tabs.List>
        {names.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {t(`statistics.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="issued" pt="md">
        <IssuedTab withIssuer={withIssuer} />
      </Tabs.Panel>
      <Tabs.Panel value="red" pt="md">
        <RedTab withIssuer={withIssuer} />
      </Tabs.Panel>
      <Tabs.Panel value="kinds" pt="md">
        <KindsTab withIssuer={withIssuer} />
      </Tabs.Panel>
      {names.includes("operation") ? (
        <Tabs.Panel value="operation" pt="md">
          <OperationTab />
        </Tabs.Panel>
      ) : null}
    </Tabs>
  );
}
