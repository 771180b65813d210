import { TextInput } from "@mantine/core";
import type { ClipboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { findKey, isCheckCode, isCode, isNumber, parseDate, parseYuan } from "./codes";
import type { FiveElements } from "./codes";

/** An element a form asks for. */
export type FieldName = keyof FiveElements;

/** Nothing typed yet. */
export const NO_ELEMENTS: FiveElements = {
  code: "",
  number: "",
  checkCode: "",
  issueDate: "",
  amount: "",
};

const CHECKS: Record<FieldName, (text: string) => boolean> = {
  code: isCode,
  number: isNumber,
  checkCode: isCheckCode,
  issueDate: (text) => parseDate(text) !== null,
  amount: (text) => parseYuan(text) !== null,
};

/** The fields that do not have the form they must have. */
export function faultsOf(values: FiveElements, names: readonly FieldName[]): FieldName[] {
  return names.filter((name) => !CHECKS[name](values[name].trim()));
}

interface ElementFieldProps {
  name: FieldName;
  values: FiveElements;
  faulty: boolean;
  onChange: (values: FiveElements) => void;
}

const WIDEST: Record<FieldName, number> = {
  code: 8,
  number: 10,
  checkCode: 6,
  issueDate: 10,
  amount: 18,
};

/** The input of one element; a code and number pasted together are put where they belong. */
export function ElementField({ name, values, faulty, onChange }: ElementFieldProps) {
  const { t } = useTranslation("business");
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const key = findKey(event.clipboardData.getData("text"));
    if (key) {
      event.preventDefault();
      onChange({ ...values, ...key });
    }
  };
  const digits = name === "code" || name === "number";
  return (
    <TextInput
      label={t(`element.${name}`)}
      description={t(`elementHint.${name}`)}
      error={faulty ? t(`elementFault.${name}`) : undefined}
      value={values[name]}
      onChange={(event) => onChange({ ...values, [name]: event.currentTarget.value })}
      onPaste={digits ? paste : undefined}
      type={name === "issueDate" ? "date" : "text"}
      inputMode={digits ? "numeric" : name === "amount" ? "decimal" : "text"}
      maxLength={WIDEST[name]}
      autoComplete="off"
      spellCheck={false}
      required
      withAsterisk={false}
    />
  );
}
