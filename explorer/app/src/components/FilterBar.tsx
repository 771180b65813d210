import { Button, NumberInput, Select } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconFilter, IconX } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { dayOf, endOfDay, startOfDay, type DayZone } from "../lib/days";
import type { Filters } from "../lib/filters";
import { fenToYuan, yuanToFen } from "../lib/format";
import classes from "./FilterBar.module.css";
import { TypedText } from "./TypedText";

/**
 * One control of a filter bar. Values are texts: of `amount` fen, of `date` Unix milliseconds (the
 * start of the day, or with `boundary: "end"` that of the day after, which the API leaves out), of
 * `boolean` `true` or `false`.
 */
export interface FilterField {
  key: string;
  label: string;
  type: "text" | "number" | "select" | "boolean" | "date" | "amount";
  options?: { value: string; label: string }[];
  placeholder?: string;
  boundary?: "start" | "end";
  /** Whose days they are; those of the browser unless said. */
  zone?: DayZone;
  /** Only texts that match are applied. */
  pattern?: RegExp;
  width?: number;
  /** Cannot be set at present, such as a call before its pallet is. */
  disabled?: boolean;
}

export interface FilterBarProps {
  fields: FilterField[];
  value: Filters;
  onChange: (change: Filters) => void;
  /** What is filtered, where a page has more than one such bar. */
  label?: string;
}

/** An amount typed in yuan and kept in fen. */
function AmountInput({
  field,
  value,
  onChange,
}: {
  field: FilterField;
  value: string;
  onChange: (value: string) => void;
}) {
  const yuan = /^-?\d+$/.test(value) ? fenToYuan(Number(value)) : "";
  return (
    <NumberInput
      label={field.label}
      placeholder={field.placeholder}
      disabled={field.disabled}
      key={value}
      defaultValue={yuan}
      decimalScale={2}
      thousandSeparator=","
      allowNegative={false}
      hideControls
      w={{ base: "100%", sm: field.width ?? 130 }}
      onBlur={(event) => {
        const fen = yuanToFen(event.currentTarget.value.replaceAll("¥", ""));
        onChange(fen === null ? "" : String(fen));
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }}
    />
  );
}

/** Unix milliseconds of the boundary that a day, `YYYY-MM-DD`, has. */
function boundaryOf(day: string, { boundary, zone = "browser" }: FilterField): number {
  return boundary === "end" ? endOfDay(day, zone) : startOfDay(day, zone);
}

/** The day that a boundary stands for. */
function dayAt(value: string, { boundary, zone = "browser" }: FilterField): string | null {
  if (!/^\d{1,15}$/.test(value)) return null;
  return dayOf(boundary === "end" ? Number(value) - 1 : Number(value), zone);
}

function Control({
  field,
  value,
  onChange,
}: {
  field: FilterField;
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  switch (field.type) {
    case "select":
    case "boolean": {
      const options =
        field.type === "boolean"
          ? [
              { value: "true", label: t("yes") },
              { value: "false", label: t("no") },
            ]
          : (field.options ?? []);
      return (
        <Select
          label={field.label}
          placeholder={field.placeholder ?? t("filter.any")}
          disabled={field.disabled}
          data={options}
          value={value || null}
          onChange={(next) => onChange(next ?? "")}
          clearable
          clearButtonProps={{ "aria-label": t("filter.clear", { what: field.label }) }}
          searchable={options.length > 8}
          nothingFoundMessage={t("empty")}
          w={{ base: "100%", sm: field.width ?? 160 }}
        />
      );
    }
    case "date":
      return (
        <DateInput
          label={field.label}
          placeholder={field.placeholder ?? "YYYY-MM-DD"}
          disabled={field.disabled}
          valueFormat="YYYY-MM-DD"
          value={dayAt(value, field)}
          onChange={(day) => onChange(day === null ? "" : String(boundaryOf(day, field)))}
          clearable
          clearButtonProps={{ "aria-label": t("filter.clear", { what: field.label }) }}
          w={{ base: "100%", sm: field.width ?? 150 }}
        />
      );
    case "amount":
      return <AmountInput field={field} value={value} onChange={onChange} />;
    default: {
      const isNumber = field.type === "number";
      return (
        <TypedText
          label={field.label}
          placeholder={field.placeholder}
          disabled={field.disabled}
          pattern={field.pattern ?? (isNumber ? /^\d{1,15}$/ : undefined)}
          w={{ base: "100%", sm: field.width ?? (isNumber ? 130 : 180) }}
          value={value}
          onChange={onChange}
        />
      );
    }
  }
}

const PHONE = "(max-width: 47.99em)";

/** Filters of a list, in one line where there is room; on a phone they unfold. */
export function FilterBar({ fields, value, onChange, label }: FilterBarProps) {
  const { t } = useTranslation();
  const phone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false }) ?? false;
  const [opened, { toggle }] = useDisclosure(false);
  const controls = useId();
  const count = fields.filter((field) => value[field.key]).length;
  const shown = !phone || opened;

  return (
    <form
      role="search"
      aria-label={label ? `${t("filter.label")}: ${label}` : t("filter.label")}
      onSubmit={(event) => event.preventDefault()}
      className={classes.form}
    >
      {phone && (
        <Button
          variant="default"
          leftSection={<IconFilter size={16} />}
          aria-expanded={opened}
          aria-controls={controls}
          onClick={toggle}
        >
          {count > 0 ? t("filter.showSet", { count }) : t("filter.show")}
        </Button>
      )}
      <div id={controls} className={classes.controls} hidden={!shown}>
        {shown &&
          fields.map((field) => (
            <Control
              key={field.key}
              field={field}
              value={value[field.key] ?? ""}
              onChange={(next) => {
                if (next !== (value[field.key] ?? "")) {
                  onChange({ [field.key]: next || undefined });
                }
              }}
            />
          ))}
        {shown && count > 0 && (
          <Button
            variant="subtle"
            leftSection={<IconX size={14} />}
            onClick={() =>
              onChange(Object.fromEntries(fields.map((field) => [field.key, undefined])))
            }
          >
            {t("filter.reset")}
          </Button>
        )}
      </div>
    </form>
  );
}
