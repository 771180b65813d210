import { Anchor, Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DataTable, type Column } from "../../components/DataTable";
import { Page } from "../../components/Page";
import { StatusBadge } from "../../components/StatusBadge";
import { Time } from "../../components/Time";
import { localeOf } from "../../i18n";
import { csvUrl, useList } from "../../lib/api";
import { useFilters } from "../../lib/filters";
import { formatDuration } from "../../lib/format";
import { useLiveRefresh } from "../../lib/refresh";
import type { SceneRow } from "../../lib/types";
import { ResourceTypes } from "../../parts/govern/scenes/ResourceTypes";
import { RegisterScene } from "../../parts/govern/scenes/SceneForms";

/** Scenes, and the types of resources that may be exchanged in them. */
export default function Scenes() {
  const { t } = useTranslation("govern");
  const [{ view }, setFilters] = useFilters(["view"] as const);
  const current = view === "resources" ? "resources" : "scenes";
  return (
    <Page
      title={t("scenes.title")}
      description={t("scenes.description")}
      actions={<RegisterScene />}
    >
      <Tabs
        value={current}
        keepMounted={false}
        onChange={(next) =>
          setFilters({ view: next === "scenes" ? undefined : (next ?? undefined) })
        }
      >
        <Tabs.List>
          <Tabs.Tab value="scenes">{t("scenes.view.scenes")}</Tabs.Tab>
          <Tabs.Tab value="resources">{t("scenes.view.resources")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="scenes" pt="md">
          <SceneList />
        </Tabs.Panel>
        <Tabs.Panel value="resources" pt="md">
          <ResourceTypes />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function SceneList() {
  const { t, i18n } = useTranslation("govern");
  const list = useList<SceneRow>("/scenes");
  useLiveRefresh(["events"], list, { params: { pallet: "Scenes" } });
  const columns: Column<SceneRow>[] = [
    { key: "id", header: t("policies.id"), align: "right", width: 60, render: (row) => row.id },
    {
      key: "name",
      header: t("scene.name"),
      primary: true,
      render: (row) => (
        <Anchor component={Link} to={`/scenes/${row.id}`} inherit>
          {row.name}
        </Anchor>
      ),
    },
    { key: "kind", header: t("scene.kind"), render: (row) => t(`scene.kinds.${row.kind}`) },
    {
      key: "status",
      header: t("policies.state"),
      render: (row) => <StatusBadge kind="scene" value={row.status} />,
    },
    { key: "weight", header: t("scene.weight"), align: "right", render: (row) => row.weight },
    {
      key: "term",
      header: t("scene.lockTerm"),
      align: "right",
      render: (row) => formatDuration(row.lockTerm, localeOf(i18n.language)),
    },
    {
      key: "rules",
      header: t("rules.title"),
      align: "right",
      render: (row) => (row.rulesVersion === 0 ? t("rules.none") : `v${row.rulesVersion}`),
    },
    {
      key: "changed",
      header: t("policies.changed"),
      hideOnPhone: true,
      render: (row) => (row.changedAt === 0 ? t("genesis") : <Time ms={row.changedAt} ago />),
    },
  ];
  return (
    <DataTable
      caption={t("scenes.title")}
      columns={columns}
      list={list}
      rowKey={(row) => row.id}
      csv={csvUrl("/scenes")}
    />
  );
}
