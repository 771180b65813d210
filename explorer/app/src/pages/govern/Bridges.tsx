import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
import { useFilters } from "../../lib/filters";
import { DeadLetters } from "../../parts/govern/bridges/DeadLetters";
import { Destinations } from "../../parts/govern/bridges/Destinations";
import { Filings } from "../../parts/govern/bridges/Filings";
import { ObservationList } from "../../parts/govern/bridges/ObservationList";
import { OutboxList } from "../../parts/govern/bridges/OutboxList";
import { Provinces } from "../../parts/govern/bridges/Provinces";

const VIEWS = ["destinations", "outbox", "dead", "observations", "provinces", "filings"] as const;

/** Systems outside: what is told to them, what was observed there, and who takes part. */
export default function Bridges() {
  const { t } = useTranslation("govern");
  const [{ view }, setFilters] = useFilters([
    "view",
    "state",
    "destination",
    "status",
    "kind",
    "requester",
    "from",
    "until",
  ] as const);
  const current = VIEWS.find((each) => each === view) ?? "destinations";
  return (
    <Page title={t("bridges.title")} description={t("bridges.description")}>
      <Tabs
        value={current}
        keepMounted={false}
        onChange={(next) =>
          setFilters({
            view: next === "destinations" ? undefined : (next ?? undefined),
            // Filters of one list mean nothing to another.
            state: undefined,
            destination: undefined,
            status: undefined,
            kind: undefined,
            requester: undefined,
            from: undefined,
            until: undefined,
          })
        }
      >
        <Tabs.List>
          {VIEWS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`bridges.view.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="destinations" pt="md">
          <Destinations />
        </Tabs.Panel>
        <Tabs.Panel value="outbox" pt="md">
          <OutboxList />
        </Tabs.Panel>
        <Tabs.Panel value="dead" pt="md">
          <DeadLetters />
        </Tabs.Panel>
        <Tabs.Panel value="observations" pt="md">
          <ObservationList />
        </Tabs.Panel>
        <Tabs.Panel value="provinces" pt="md">
          <Provinces />
        </Tabs.Panel>
        <Tabs.Panel value="filings" pt="md">
          <Filings />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
