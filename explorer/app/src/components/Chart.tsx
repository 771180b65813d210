import {
  Box,
  Button,
  Group,
  Menu,
  Paper,
  Skeleton,
  Table,
  Title,
  useComputedColorScheme,
} from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import { IconDownload, IconTable } from "@tabler/icons-react";
import type { ECharts, EChartsCoreOption } from "echarts/core";
import { useEffect, useEffectEvent, useId, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { download, toCsv } from "../lib/download";
import { followSize } from "./chart/follow";
import classes from "./Chart.module.css";

/** What a chart shows, as rows: read by those who do not see it, and exported as CSV. */
export interface ChartTable {
  columns: string[];
  rows: (string | number | null)[][];
}

export interface ChartProps {
  /** Option of ECharts; colours and fonts come from the theme of the page. */
  option: EChartsCoreOption;
  height?: number | string;
  title: string;
  table: ChartTable;
  /** Controls beside the title. */
  actions?: ReactNode;
  /** A click on an item of a series. */
  onSelect?: (item: {
    seriesName?: string;
    name: string;
    dataIndex: number;
    data: unknown;
  }) => void;
  /** Without frame, title and buttons: where a page has its own. */
  bare?: boolean;
}

function fileName(title: string): string {
  return title.replaceAll(/[\\/:*?"<>|\s]+/g, "-").slice(0, 80) || "chart";
}

function imageBlob(chart: ECharts, background: string): Blob {
  const [head = "", body = ""] = chart
    .getDataURL({ type: "png", pixelRatio: 2, backgroundColor: background })
    .split(",");
  const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: /data:([^;]+)/.exec(head)?.[1] ?? "image/png" });
}

function DataRows({ table, title }: { table: ChartTable; title: string }) {
  const { t } = useTranslation();
  const label = t("chart.tableOf", { title });
  return (
    // The rows scroll by themselves, by keyboard too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.rows} tabIndex={0} role="region" aria-label={label}>
      <Table tabularNums fz="sm" verticalSpacing={4} aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            {table.columns.map((column) => (
              <Table.Th key={column} scope="col">
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.rows.map((row, index) => (
            <Table.Tr key={index}>
              {row.map((cell, column) => (
                <Table.Td key={column}>{cell ?? "—"}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/**
 * A chart. The code that draws it is loaded with the first one. The same figures are there as a
 * table, as CSV and as an image.
 */
export function Chart({
  option,
  height = 280,
  title,
  table,
  actions,
  onSelect,
  bare = false,
}: ChartProps) {
  const { t } = useTranslation();
  const scheme = useComputedColorScheme("light");
  const still = useReducedMotion();
  const heading = useId();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const [ready, setReady] = useState(false);
  const [tabular, setTabular] = useState(false);
  const select = useEffectEvent((item: unknown) => {
    onSelect?.(item as { seriesName?: string; name: string; dataIndex: number; data: unknown });
  });
  const draw = useEffectEvent((made: ECharts) => {
    made.setOption({ animation: !still, ...option }, { notMerge: true });
  });

  useEffect(() => {
    const element = place.current;
    if (!element || tabular) return undefined;
    let gone = false;
    let observer: ResizeObserver | undefined;
    void import("./chart/engine").then(({ createChart }) => {
      if (gone) return;
      const made = createChart(element, scheme);
      chart.current = made;
      made.on("click", (item) => select(item));
      draw(made);
      observer = followSize(made, element);
      setReady(true);
    });
    return () => {
      gone = true;
      observer?.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, [scheme, tabular]);

  useEffect(() => {
    if (chart.current) draw(chart.current);
  }, [option, still]);

  const body = tabular ? (
    <DataRows table={table} title={title} />
  ) : (
    <Box pos="relative" h={height}>
      {!ready && <Skeleton h="100%" />}
      <div
        ref={place}
        className={classes.canvas}
        role="img"
        aria-label={t("chart.label", { title, count: table.rows.length })}
      />
    </Box>
  );
  if (bare) return body;

  return (
    <Paper component="section" withBorder p="sm" h="100%" aria-labelledby={heading}>
      <Group justify="space-between" gap="xs" mb="xs">
        <Title order={2} size="h5" id={heading}>
          {title}
        </Title>
        <Group gap="xs">
          {actions}
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconTable size={14} />}
            aria-pressed={tabular}
            onClick={() => setTabular((old) => !old)}
          >
            {t("chart.table")}
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" size="compact-xs" leftSection={<IconDownload size={14} />}>
                {t("chart.export")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                disabled={tabular || !ready}
                onClick={() => {
                  if (!chart.current) return;
                  const background = scheme === "dark" ? "#242424" : "#ffffff";
                  download(`${fileName(title)}.png`, imageBlob(chart.current, background));
                }}
              >
                {t("chart.image")}
              </Menu.Item>
              <Menu.Item
                onClick={() =>
                  download(
                    `${fileName(title)}.csv`,
                    toCsv(table.columns, table.rows),
                    "text/csv;charset=utf-8",
                  )
                }
              >
                CSV
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
      {body}
    </Paper>
  );
}
