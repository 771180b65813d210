import { Stack, Tabs } from "@mantine/core";
import { IconChartBar, IconList } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
import { useFilters } from "../../lib/filters";
import { LockBoardView } from "../../parts/business/LockBoardView";
import { LockList } from "../../parts/business/LockList";

/** Who holds which bill for how long: a board with ageing, and the list of all locks. */
export default function Locks() {
  const { t } = useTranslation("business");
  const [{ view }, setFilters] = useFilters(["view"]);
  const current = view === "list" ? "list" : "board";
  return (
    <Page title={t("locks.title")} description={t("locks.description")}>
      <Tabs
        value={current}
        onChange={(next) => setFilters({ view: next === "list" ? "list" : undefined })}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="board" leftSection={<IconChartBar size={16} aria-hidden />}>
            {t("locks.board")}
          </Tabs.Tab>
          <Tabs.Tab value="list" leftSection={<IconList size={16} aria-hidden />}>
            {t("locks.list")}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="board" pt="md">
          <LockBoardView />
        </Tabs.Panel>
        <Tabs.Panel value="list" pt="md">
          <Stack>
            <LockList />
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
