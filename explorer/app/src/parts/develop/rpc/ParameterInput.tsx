import { JsonInput, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import {
  controlOf,
  readParameter,
  resolve,
  schemaName,
  type Parameter,
  type Schemas,
} from "./schema";

/** Asks for one parameter of a method. */
export function ParameterInput({
  parameter,
  schemas,
  value,
  onChange,
}: {
  parameter: Parameter;
  schemas: Schemas;
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation("develop");
  const schema = resolve(parameter.schema, schemas);
  const control = controlOf(schema);
  const required = parameter.required === true;
  const { fault } = readParameter(value, control, required);
  const error = fault !== null && fault !== "missing" ? t(`rpc.fault.${fault}`) : undefined;
  const hints = [
    schemaName(parameter.schema),
    schema.description,
    control.kind === "text" && control.pattern !== null ? control.pattern : null,
    control.kind === "integer" && control.most !== null
      ? `${control.least ?? 0} – ${control.most}`
      : null,
    schema.default === undefined
      ? null
      : t("rpc.default", { value: JSON.stringify(schema.default) }),
  ].filter(Boolean);
  const common = {
    label: parameter.name,
    description: hints.join(" · "),
    withAsterisk: required,
    error,
  };
  if (control.kind === "choice" || control.kind === "flag") {
    const data = control.kind === "flag" ? ["true", "false"] : control.values;
    return (
      <Select
        {...common}
        data={data}
        value={value || null}
        clearable={!required}
        clearButtonProps={{ "aria-label": t("filter.clear", { ns: "core", what: parameter.name }) }}
        onChange={(next) => onChange(next ?? "")}
      />
    );
  }
  if (control.kind === "json") {
    return (
      <JsonInput
        {...common}
        value={value}
        onChange={onChange}
        rows={3}
        resize="vertical"
        maxLength={200_000}
      />
    );
  }
  return (
    <TextInput
      {...common}
      value={value}
      maxLength={4_096}
      inputMode={control.kind === "integer" ? "numeric" : "text"}
      onChange={(event) => onChange(event.currentTarget.value.trim())}
    />
  );
}
