import { Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { FilterBar } from "../../../components/FilterBar";
import type { FilterField } from "../../../components/FilterBar";
import { choice, period } from "../../../components/filterFields";
import { AREAS, areaName } from "../areas";
import { useParticipantField } from "../filterFields";
import { KINDS, kindName } from "../kinds";
import { useSceneNames } from "../SceneName";
import { GROUPS, useSelection } from "./useStatistics";
import type { Selection } from "./useStatistics";

interface SegmentsProps {
  label: string;
  value: string;
  values: readonly string[];
  name: (value: string) => string;
  onChange: (value: string) => void;
}

/** A choice of one of a few, with a label that everybody reads. */
export function Segments({ label, value, values, name, onChange }: SegmentsProps) {
  const id = useId();
  return (
    <Stack gap={2} align="flex-start">
      <Text size="sm" fw={500} id={id}>
        {label}
      </Text>
      <SegmentedControl
        aria-labelledby={id}
        size="xs"
        value={value}
        onChange={onChange}
        data={values.map((option) => ({ value: option, label: name(option) }))}
      />
    </Stack>
  );
}

interface ControlsProps {
  /** Groups are for the tab to choose. */
  withGroup: boolean;
  /** The group until somebody chooses one. */
  usualGroup?: Selection["group"];
  /** The issuer is for the view to choose. */
  withIssuer: boolean;
}

/** Period, axis, group, drawing and filters of the statistics. */
export function Controls({ withGroup, usualGroup, withIssuer }: ControlsProps) {
  const { t } = useTranslation("business");
  const { filters, setFilters, selection, units } = useSelection(usualGroup);
  const issuer = useParticipantField("issuer", t("bill.issuer"), "issuer");
  const scenes = useSceneNames();
  const fields: FilterField[] = [
    ...(withIssuer ? [issuer] : []),
    choice("area", t("bill.area"), AREAS, (area) => areaName(t, area)),
    choice("kind", t("bill.billKind"), KINDS, (kind) => kindName(t, kind)),
    {
      key: "scene",
      label: t("bill.scene"),
      type: "select",
      options: [...scenes].map(([id, label]) => ({ value: String(id), label })),
    },
    ...period(t("statistics.from"), t("statistics.until"), "china"),
  ];
  return (
    <Stack gap="sm">
      <Group gap="lg" align="flex-end">
        <Segments
          label={t("statistics.on")}
          value={selection.on}
          values={["registered", "issued"]}
          name={(value) => t(`statistics.axis.${value}`)}
          onChange={(on) => setFilters({ on })}
        />
        <Segments
          label={t("statistics.by")}
          value={selection.by}
          values={units}
          name={(value) => t(`statistics.unit.${value}`)}
          onChange={(by) => setFilters({ by })}
        />
        {withGroup ? (
          <Segments
            label={t("statistics.group")}
            value={selection.group}
            values={GROUPS}
            name={(value) => t(`statistics.grouping.${value}`)}
            onChange={(group) => setFilters({ group })}
          />
        ) : null}
        <Segments
          label={t("statistics.form")}
          value={selection.form}
          values={["bar", "line", "pie"]}
          name={(value) => t(`statistics.drawing.${value}`)}
          onChange={(form) => setFilters({ form })}
        />
      </Group>
      <FilterBar fields={fields} value={filters} onChange={setFilters} />
      {selection.isRecent ? (
        <Text size="sm" c="dimmed">
          {t(`statistics.recent.${selection.by}`)}
        </Text>
      ) : null}
    </Stack>
  );
}
