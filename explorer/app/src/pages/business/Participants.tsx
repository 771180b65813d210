import { Paper, Stack, Tabs } from "@mantine/core";
import { IconBinaryTree2, IconList } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
import { useFilters } from "../../lib/filters";
import { ParticipantList } from "../../parts/business/ParticipantList";
import { ParticipantTree } from "../../parts/business/ParticipantTree";

/** Who takes part, as a tree and as a list. */
export default function Participants() {
  const { t } = useTranslation("business");
  const [{ view }, setFilters] = useFilters(["view"]);
  const current = view === "list" ? "list" : "tree";
  return (
    <Page title={t("participants.title")} description={t("participants.description")}>
      <Tabs
        value={current}
        onChange={(next) => setFilters({ view: next === "list" ? "list" : undefined })}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="tree" leftSection={<IconBinaryTree2 size={16} aria-hidden />}>
            {t("participants.tree")}
          </Tabs.Tab>
          <Tabs.Tab value="list" leftSection={<IconList size={16} aria-hidden />}>
            {t("participants.list")}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="tree" pt="md">
          <Paper withBorder p="md">
            <ParticipantTree />
          </Paper>
        </Tabs.Panel>
        <Tabs.Panel value="list" pt="md">
          <Stack>
            <ParticipantList />
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
