import { Button, Group, Paper, Skeleton, Stack, Table, Text, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight, IconDownload } from "@tabler/icons-react";
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./DataTable.module.css";
import { Failure } from "./QueryState";

/** A column: its heading and what it shows of a row. */
export interface Column<T> {
  key: string;
  header: string;
  render: (row: T) => ReactNode;
  /** Figures stand to the right. */
  align?: "left" | "right";
  width?: number | string;
  /** Stands at the head of a card on a phone; the first column does by default. */
  primary?: boolean;
  /** Left out on a phone. */
  hideOnPhone?: boolean;
}

/** What the table needs of a list: `useList` gives it, and so can rows at hand. */
export interface TableList<T> {
  items: T[];
  isLoading?: boolean;
  isFetching?: boolean;
  error?: Error | null;
  hasPrevious?: boolean;
  hasNext?: boolean;
  page?: number;
  next?: () => void;
  previous?: () => void;
  refetch?: () => void;
}

export interface DataTableProps<T> {
  columns: Column<T>[];
  list: TableList<T>;
  rowKey: (row: T) => string | number;
  /** For the mouse and Enter; a column should still hold the link. */
  onRowClick?: (row: T) => void;
  emptyText?: string;
  /** Names the table to those who do not see it. */
  caption: string;
  /** Address of the whole list as CSV. */
  csv?: string;
}

const PHONE = "(max-width: 47.99em)";

/** A click on the row itself: not on what can be clicked within it, and not the end of a selection. */
function onPlainClick(action: () => void) {
  return (event: MouseEvent) => {
    const target = event.target as Element;
    // Events of a dialogue that a cell opened come by here, too.
    const inside = event.currentTarget.contains(target);
    if (!inside || target.closest("a, button, input, label, summary")) return;
    if (window.getSelection()?.isCollapsed === false) return;
    action();
  };
}

function onEnter(action: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key === "Enter" && event.target === event.currentTarget) action();
  };
}

function Cards<T>({ columns, list, rowKey, onRowClick, caption }: DataTableProps<T>) {
  const shown = columns.filter((column) => !column.hideOnPhone);
  const head = shown.find((column) => column.primary) ?? shown[0];
  return (
    <ul className={classes.cards} aria-label={caption}>
      {list.items.map((row) => (
        <Paper component="li" key={rowKey(row)} withBorder p="sm">
          {head && (
            <div className={classes.cardHead}>
              <div className={classes.cardTitle}>{head.render(row)}</div>
              {onRowClick && (
                <Button
                  variant="subtle"
                  size="compact-sm"
                  onClick={() => onRowClick(row)}
                  rightSection={<IconChevronRight size={14} />}
                >
                  <OpenText />
                </Button>
              )}
            </div>
          )}
          <dl className={classes.cardBody}>
            {shown
              .filter((column) => column !== head)
              .map((column) => (
                <div key={column.key} className={classes.cardPair}>
                  <dt>{column.header}</dt>
                  <dd>{column.render(row)}</dd>
                </div>
              ))}
          </dl>
        </Paper>
      ))}
    </ul>
  );
}

function OpenText() {
  const { t } = useTranslation();
  return <>{t("open")}</>;
}

function Grid<T>({ columns, list, rowKey, onRowClick, caption }: DataTableProps<T>) {
  return (
    // The table scrolls by itself where it is wider than the page, by keyboard too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={caption}>
      <Table
        highlightOnHover
        tabularNums
        horizontalSpacing="sm"
        verticalSpacing={6}
        aria-busy={list.isFetching === true}
        className={classes.table}
      >
        <Table.Caption className={classes.caption}>{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.key} scope="col" ta={column.align} w={column.width}>
                {column.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.items.map((row) => (
            <Table.Tr
              key={rowKey(row)}
              className={onRowClick ? classes.clickable : undefined}
              tabIndex={onRowClick ? 0 : undefined}
              onClick={onRowClick ? onPlainClick(() => onRowClick(row)) : undefined}
              onKeyDown={onRowClick ? onEnter(() => onRowClick(row)) : undefined}
            >
              {columns.map((column) => (
                <Table.Td key={column.key} ta={column.align}>
                  {column.render(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Waiting({ caption }: { caption: string }) {
  return (
    <Stack gap={8} p="sm" role="status" aria-label={caption}>
      {[1, 2, 3, 4, 5, 6].map((line) => (
        <Skeleton key={line} height={18} />
      ))}
    </Stack>
  );
}

/** Rows of a list with paging, as a table, or as cards where the screen is narrow. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { list, caption, emptyText, csv } = props;
  const { t } = useTranslation();
  const phone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false }) ?? false;
  const paged = list.hasPrevious === true || list.hasNext === true;

  let body: ReactNode;
  if (list.error && list.items.length === 0) {
    body = <Failure error={list.error} retry={list.refetch} />;
  } else if (list.isLoading) {
    body = <Waiting caption={t("loading")} />;
  } else if (list.items.length === 0) {
    body = (
      <Text c="dimmed" ta="center" py="xl" role="status">
        {emptyText ?? t("empty")}
      </Text>
    );
  } else {
    body = phone ? <Cards {...props} /> : <Grid {...props} />;
  }

  return (
    <Stack gap="xs">
      {list.error && list.items.length > 0 && <Failure error={list.error} retry={list.refetch} />}
      {phone && list.items.length > 0 ? (
        body
      ) : (
        <Paper withBorder className={classes.frame}>
          {body}
        </Paper>
      )}
      {(paged || csv !== undefined) && (
        <Group justify="space-between" gap="xs">
          {csv === undefined ? (
            <span />
          ) : (
            <Button
              component="a"
              href={csv}
              download
              variant="subtle"
              size="compact-sm"
              leftSection={<IconDownload size={14} />}
            >
              {t("csv")}
              <VisuallyHidden>: {caption}</VisuallyHidden>
            </Button>
          )}
          {paged && (
            <Group component="nav" gap="xs" aria-label={t("paging.label", { what: caption })}>
              <Button
                variant="default"
                size="compact-sm"
                disabled={!list.hasPrevious}
                onClick={list.previous}
                leftSection={<IconChevronLeft size={14} />}
              >
                {t("paging.previous")}
              </Button>
              <Text size="sm" c="dimmed" className="tabular" aria-live="polite">
                {t("paging.page", { page: list.page ?? 1 })}
              </Text>
              <Button
                variant="default"
                size="compact-sm"
                disabled={!list.hasNext}
                onClick={list.next}
                rightSection={<IconChevronRight size={14} />}
              >
                {t("paging.next")}
              </Button>
            </Group>
          )}
        </Group>
      )}
    </Stack>
  );
}
