import { Button, Tabs } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Page } from "../../components/Page";
import { useFilters } from "../../lib/filters";
import { Decide } from "../../parts/govern/policies/Decide";
import { Distribution } from "../../parts/govern/policies/Distribution";
import { PolicyList } from "../../parts/govern/policies/PolicyList";
import { PolicySetView } from "../../parts/govern/policies/PolicySetView";
import { Primitives } from "../../parts/govern/policies/Primitives";

const VIEWS = ["list", "stats", "decide", "primitives", "distribution"] as const;

/** Policies: what there is, what is in force, who has a say how often, and where it was sent. */
export default function Policies() {
  const { t } = useTranslation("govern");
  const [{ view }, setFilters] = useFilters(["view"] as const);
  const current = VIEWS.find((each) => each === view) ?? "list";
  return (
    <Page
      title={t("policies.title")}
      description={t("policies.description")}
      actions={
        <Button component={Link} to="/policies/new" leftSection={<IconPlus size={16} />}>
          {t("policies.new")}
        </Button>
      }
    >
      <Tabs
        value={current}
        onChange={(next) => setFilters({ view: next === "list" ? undefined : (next ?? undefined) })}
        keepMounted={false}
      >
        <Tabs.List>
          {VIEWS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`policies.view.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="list" pt="md">
          <PolicyList />
        </Tabs.Panel>
        <Tabs.Panel value="stats" pt="md">
          <PolicySetView />
        </Tabs.Panel>
        <Tabs.Panel value="decide" pt="md">
          <Decide />
        </Tabs.Panel>
        <Tabs.Panel value="primitives" pt="md">
          <Primitives />
        </Tabs.Panel>
        <Tabs.Panel value="distribution" pt="md">
          <Distribution />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
