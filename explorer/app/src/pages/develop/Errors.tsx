import { Group, Select, Text } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../components/DataTable";
import { Page } from "../../components/Page";
import { TypedText } from "../../components/TypedText";
import { CODE_TABLES, useCodes } from "../../lib/codes";
import { useFilters } from "../../lib/filters";
import { usePages } from "../../parts/business/usePages";
import { errorLines, findErrors, type ErrorLine } from "../../parts/develop/errors";

const KEYS = ["q", "source"] as const;

/** The codes and errors of the chain, what they mean and what helps. */
export default function Errors() {
  const { t } = useTranslation("develop");
  const codes = useCodes();
  const [filters, setFilters] = useFilters(KEYS);
  const lines = useMemo(() => errorLines(codes), [codes]);
  const found = findErrors(lines, filters.q ?? "", filters.source ?? null);
  const rows = usePages(found);
  const columns: Column<ErrorLine>[] = [
    {
      key: "name",
      header: t("errors.name"),
      primary: true,
      render: (line) => (
        <Text span ff="monospace" size="sm" style={{ overflowWrap: "anywhere" }}>
          {line.source === "pallet" ? `${line.code}.${line.name}` : line.name}
        </Text>
      ),
    },
    {
      key: "code",
      header: t("errors.code"),
      render: (line) => {
        if (line.source === "pallet") return codes.pallets[line.code] ?? line.code;
        return line.source === "transactions" ? `Custom(${line.code})` : line.code;
      },
    },
    {
      key: "source",
      header: t("errors.source"),
      render: (line) => t(`errors.from.${line.source}`),
    },
    { key: "meaning", header: t("errors.meaning"), render: (line) => line.meaning },
    { key: "action", header: t("errors.action"), render: (line) => line.action ?? "—" },
  ];

  return (
    <Page title={t("errors.title")} description={t("errors.description")}>
      <Group align="flex-end" gap="sm">
        <TypedText
          label={t("errors.search")}
          leftSection={<IconSearch size={16} />}
          value={filters.q ?? ""}
          w={{ base: "100%", sm: 320 }}
          onChange={(q) => setFilters({ q })}
        />
        <Select
          label={t("errors.source")}
          data={["pallet", ...CODE_TABLES].map((source) => ({
            value: source,
            label: t(`errors.from.${source}`),
          }))}
          placeholder={t("filter.any", { ns: "core" })}
          value={filters.source ?? null}
          clearable
          clearButtonProps={{
            "aria-label": t("filter.clear", { ns: "core", what: t("errors.source") }),
          }}
          onChange={(source) => setFilters({ source: source ?? undefined })}
          w={{ base: "100%", sm: 260 }}
        />
        <Text size="sm" c="dimmed" role="status">
          {t("errors.count", { count: found.length })}
        </Text>
      </Group>
      <DataTable
        caption={t("errors.title")}
        columns={columns}
        list={rows}
        rowKey={(line) => line.id}
      />
    </Page>
  );
}
