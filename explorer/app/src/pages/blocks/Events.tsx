import { Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useEffect, useReducer, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { DataTable } from "../../components/DataTable";
import { FilterBar, type FilterField } from "../../components/FilterBar";
import { period } from "../../components/filterFields";
import { Page } from "../../components/Page";
import { csvUrl, useItem, useList } from "../../lib/api";
import { useCatalogue } from "../../lib/catalogue";
import { useFilters, type Filters } from "../../lib/filters";
import { formatNumber } from "../../lib/format";
import { useLive } from "../../lib/live";
import { useThrottled } from "../../lib/refresh";
import type { EventRow, Page as Rows } from "../../lib/types";
import { useEventColumns } from "./columns";
import { EMPTY, stream } from "./stream";

const KEYS = ["pallet", "name", "block", "transaction", "from", "until"] as const;
/** Events the page begins with; the stream brings those that follow. */
const FIRST = 30;
/** How often what came in is put on the screen. */
const DRAW_MS = 400;

function Live({ filters }: { filters: Filters }) {
  const { t } = useTranslation("blocks");
  const [state, send] = useReducer(stream, EMPTY);
  const waiting = useRef<EventRow[]>([]);
  const draw = useThrottled(() => {
    send({ type: "arrived", rows: waiting.current.splice(0) });
  }, DRAW_MS);
  const params = { pallet: filters.pallet, name: filters.name };
  const first = useItem<Rows<EventRow>>("/events", { ...params, limit: FIRST });
  useEffect(() => {
    if (first.data) send({ type: "found", rows: first.data.items });
  }, [first.data]);
  const connection = useLive(["events"], params, (event) => {
    if (event.type !== "event") return;
    waiting.current.push(event.data);
    draw();
  });
  const columns = useEventColumns();

  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={state.paused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
          onClick={() => send({ type: state.paused ? "resume" : "pause" })}
        >
          {state.paused
            ? t("events.resume", { waiting: formatNumber(state.held.length) })
            : t("events.pause")}
        </Button>
        <Button
          variant="subtle"
          leftSection={<IconTrash size={16} />}
          disabled={state.rows.length === 0}
          onClick={() => send({ type: "clear" })}
        >
          {t("events.clear")}
        </Button>
        <Text size="sm" c="dimmed" role="status">
          {t(`events.connection.${connection}`)} ·{" "}
          {t("events.received", { number: formatNumber(state.received) })}
        </Text>
      </Group>
      <DataTable
        caption={t("events.live")}
        emptyText={t("events.waiting")}
        columns={columns}
        list={{ items: state.rows }}
        rowKey={(row) => row.id}
      />
    </Stack>
  );
}

function History({ filters }: { filters: Filters }) {
  const { t } = useTranslation("blocks");
  const list = useList<EventRow>("/events", filters);
  return (
    <DataTable
      caption={t("events.history")}
      columns={useEventColumns()}
      list={list}
      rowKey={(row) => row.id}
      csv={csvUrl("/events", filters)}
    />
  );
}

/** Events as they come, or those of the past. */
export default function Events() {
  const { t } = useTranslation("blocks");
  const [filters, setFilters] = useFilters(KEYS);
  const [search, setSearch] = useSearchParams();
  const bound = KEYS.slice(2).some((key) => filters[key]);
  const mode = search.get("mode") === "history" || bound ? "history" : "live";

  const catalogue = useCatalogue();
  const names: FilterField[] = [
    {
      key: "pallet",
      label: t("filter.pallet"),
      type: "select",
      options: catalogue.pallets,
      width: 200,
    },
    {
      key: "name",
      label: t("filter.event"),
      type: "select",
      options: catalogue.events(filters.pallet),
      width: 220,
      disabled: !filters.pallet,
    },
  ];
  const past: FilterField[] = [
    { key: "block", label: t("filter.block"), type: "number" },
    { key: "transaction", label: t("filter.transaction"), type: "text", pattern: /^\d+-\d+$/ },
    ...period(t("core:filter.from"), t("core:filter.until")),
  ];

  return (
    <Page
      title={t("events.title")}
      description={t("events.description")}
      actions={
        <SegmentedControl
          size="sm"
          aria-label={t("events.mode")}
          value={mode}
          onChange={(next) =>
            setSearch(
              (old) => {
                const result = new URLSearchParams(old);
                result.delete("mode");
                if (next === "history") result.set("mode", next);
                else for (const key of KEYS.slice(2)) result.delete(key);
                return result;
              },
              { replace: true },
            )
          }
          data={[
            { value: "live", label: t("events.live") },
            { value: "history", label: t("events.history") },
          ]}
        />
      }
    >
      <FilterBar
        fields={mode === "live" ? names : [...names, ...past]}
        value={filters}
        onChange={(change) =>
          // The index takes an event of a pallet only.
          setFilters("pallet" in change ? { ...change, name: undefined } : change)
        }
      />
      {mode === "live" ? (
        <Live filters={filters} key={`${filters.pallet ?? ""} ${filters.name ?? ""}`} />
      ) : (
        <History filters={filters} />
      )}
    </Page>
  );
}
