import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
import { useFilters } from "../../lib/filters";
import { ApprovalList } from "../../parts/govern/approvals/ApprovalList";
import { FlowsView } from "../../parts/govern/approvals/FlowsView";
import { Inbox } from "../../parts/govern/approvals/Inbox";

const VIEWS = ["inbox", "all", "flows"] as const;

/** Approvals: what waits for me, what there was, and by which flows things are decided. */
export default function Approvals() {
  const { t } = useTranslation("govern");
  const [{ view }, setFilters] = useFilters(["view"] as const);
  const current = VIEWS.find((each) => each === view) ?? "inbox";
  return (
    <Page title={t("approvals.title")} description={t("approvals.description")}>
      <Tabs
        value={current}
        keepMounted={false}
        onChange={(next) =>
          setFilters({ view: next === "inbox" ? undefined : (next ?? undefined) })
        }
      >
        <Tabs.List>
          {VIEWS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`approvals.view.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="inbox" pt="md">
          <Inbox />
        </Tabs.Panel>
        <Tabs.Panel value="all" pt="md">
          <ApprovalList />
        </Tabs.Panel>
        <Tabs.Panel value="flows" pt="md">
          <FlowsView />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
