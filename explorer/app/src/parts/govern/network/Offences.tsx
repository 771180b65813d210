import { Alert, Anchor, Stack } from "@mantine/core";
import { IconAlertOctagon, IconShieldCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DataTable, type Column } from "../../../components/DataTable";
import { Hash } from "../../../components/Hash";
import { Participant } from "../../../components/Participant";
import { Time } from "../../../components/Time";
import { useList } from "../../../lib/api";
import { useLiveRefresh } from "../../../lib/refresh";
import type { EventRow } from "../../../lib/types";
import { readValue, useChainRead } from "../chainRead";

/** A field of an event by its name in either spelling. */
function field(row: EventRow, name: string): unknown {
  const { data } = row;
  return typeof data === "object" && data !== null && !Array.isArray(data) ? data[name] : undefined;
}

function word(value: unknown): string {
  const text = typeof value === "object" && value !== null ? Object.keys(value)[0] : value;
  const name = String(text ?? "");
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Validators that are proven to have signed two contradicting statements. */
export function Offences() {
  const { t } = useTranslation("govern");
  const params = { pallet: "BftValidators", name: "EquivocationReported" };
  const list = useList<EventRow>("/events", params);
  useLiveRefresh(["events"], list, { params });
  const count = useChainRead(["bftValidators", "equivocationCount"], (api) =>
    readValue<number>(api, "bftValidators", "equivocationCount"),
  );
  const columns: Column<EventRow>[] = [
    { key: "time", header: t("offence.reported"), render: (row) => <Time ms={row.time} /> },
    {
      key: "who",
      header: t("validators.validator"),
      primary: true,
      render: (row) => <Participant id={Number(field(row, "participant"))} />,
    },
    {
      key: "key",
      header: t("validators.key"),
      render: (row) => <Hash value={String(field(row, "public") ?? "")} />,
    },
    {
      key: "kind",
      header: t("offence.kind"),
      render: (row) => t(`offence.kinds.${word(field(row, "kind"))}`),
    },
    {
      key: "height",
      header: t("offence.height"),
      render: (row) => {
        const height = Number(field(row, "height"));
        return (
          <Anchor component={Link} to={`/blocks/${height}`} inherit>
            {height}
          </Anchor>
        );
      },
    },
    {
      key: "round",
      header: t("validators.round"),
      align: "right",
      render: (row) => String(field(row, "round") ?? "—"),
    },
    {
      key: "event",
      header: t("offence.evidence"),
      render: (row) => (
        <Anchor
          component={Link}
          to={row.transaction ? `/transactions/${row.transaction}` : `/blocks/${row.block}`}
          inherit
        >
          {row.id}
        </Anchor>
      ),
    },
  ];
  const known = count.data ?? 0;
  return (
    <Stack>
      {count.data !== undefined && (
        <Alert
          color={known === 0 ? "green" : "red"}
          icon={known === 0 ? <IconShieldCheck size={18} /> : <IconAlertOctagon size={18} />}
        >
          {known === 0 ? t("offence.clean") : t("offence.count", { count: known })}
        </Alert>
      )}
      <DataTable
        caption={t("offence.title")}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        emptyText={t("offence.none")}
      />
    </Stack>
  );
}
