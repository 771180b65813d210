import {
  ActionIcon,
  Button,
  Checkbox,
  FileButton,
  Fieldset,
  Group,
  JsonInput,
  MultiSelect,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from "@mantine/core";
import { IconFile, IconPlus, IconTrash } from "@tabler/icons-react";
import { createContext, useContext, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CallInput, type CallValue } from "./CallInput";
import { faultReason } from "./faultReason";
import type { RuntimeModel } from "./model";
import {
  chosen,
  fieldsWidget,
  initialValue,
  lower,
  variantOf,
  widgetOf,
  withInner,
  type Widget,
} from "./widgets";

/** Bytes of a file that may be put into a value: a runtime has fewer. */
const MAX_FILE_BYTES = 8 * 1_024 * 1_024;
/** Items of a list that are shown as fields; longer ones are for programs. */
const MAX_ITEMS = 64;

/** What is wrong with a value, and where. */
export interface Fault {
  /** Where it stands, such as `entries/0/total`; empty if it is not known. */
  field: string;
  reason: string;
}

interface Surroundings {
  model: RuntimeModel;
  fault: Fault | null;
}

const Context = createContext<Surroundings | null>(null);

/** What the inputs of values inside need to know. */
export function ValueInputs({ model, fault, children }: Surroundings & { children: ReactNode }) {
  const { t } = useTranslation("develop");
  const said = fault && { ...fault, reason: faultReason(t, fault.reason) };
  return <Context value={{ model, fault: said }}>{children}</Context>;
}

function useSurroundings(): Surroundings {
  const found = useContext(Context);
  if (!found) throw new Error("ValueInput stands outside of ValueInputs");
  return found;
}

interface Props {
  label: string;
  description?: ReactNode;
  /** Where the value stands, as faults name it. */
  place: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

function NumberField({ widget, ...props }: Props & { widget: Widget & { kind: "number" } }) {
  const { t } = useTranslation("develop");
  const { fault } = useSurroundings();
  const text = String(props.value ?? "");
  const out =
    /^-?\d{1,80}$/.test(text) && (BigInt(text) < widget.least || BigInt(text) > widget.most);
  const range = t("value.range", { least: widget.least, most: widget.most });
  return (
    <TextInput
      label={props.label}
      description={props.description ?? `${widget.name}: ${range}`}
      value={text}
      inputMode={widget.least < 0n ? "text" : "numeric"}
      maxLength={80}
      onChange={(event) => props.onChange(event.currentTarget.value.replaceAll(/[\s,_]/g, ""))}
      error={
        text !== "" && !/^-?\d+$/.test(text)
          ? t("value.notWhole")
          : out
            ? range
            : fault?.field === props.place
              ? fault.reason
              : undefined
      }
    />
  );
}

function TextField({ widget, ...props }: Props & { widget: Widget & { kind: "text" } }) {
  const { t } = useTranslation("develop");
  const { fault } = useSurroundings();
  const text = String(props.value ?? "");
  const wrong = text !== "" && widget.pattern !== undefined && !widget.pattern.test(text);
  return (
    <TextInput
      label={props.label}
      description={props.description}
      placeholder={widget.example}
      value={text}
      maxLength={4_096}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      error={
        wrong
          ? t("value.likeExample", { example: widget.example })
          : fault?.field === props.place
            ? fault.reason
            : undefined
      }
    />
  );
}

function toHex(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

function BytesField({ widget, ...props }: Props & { widget: Widget & { kind: "bytes" } }) {
  const { t } = useTranslation("develop");
  const { fault } = useSurroundings();
  const text = String(props.value ?? "");
  const digits = /^(?:0x)?((?:[0-9a-fA-F]{2})*)$/.exec(text)?.[1];
  const count = digits === undefined ? null : digits.length / 2;
  const long = text.length > 20_000;
  const load = (file: File | null) => {
    if (!file || file.size > MAX_FILE_BYTES) return;
    void file.arrayBuffer().then((content) => props.onChange(toHex(new Uint8Array(content))));
  };
  const wrong =
    text === ""
      ? undefined
      : count === null
        ? t("value.notHex")
        : widget.length !== null && count !== widget.length
          ? t("value.length", { want: widget.length, have: count })
          : undefined;
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <TextInput
        flex={1}
        label={props.label}
        description={
          props.description ??
          (widget.length === null
            ? t("value.bytes", { count: count ?? 0 })
            : t("value.fixedBytes", { count: widget.length }))
        }
        value={long ? t("value.long", { count: count ?? 0 }) : text}
        readOnly={long}
        ff="monospace"
        spellCheck={false}
        onChange={(event) => props.onChange(event.currentTarget.value.trim())}
        error={wrong ?? (fault?.field === props.place ? fault.reason : undefined)}
      />
      {widget.length === null && (
        <FileButton onChange={load}>
          {(button) => (
            <Button {...button} variant="default" leftSection={<IconFile size={14} />}>
              {t("value.file")}
            </Button>
          )}
        </FileButton>
      )}
      {long && (
        <Button variant="default" onClick={() => props.onChange("0x")}>
          {t("value.clear")}
        </Button>
      )}
    </Group>
  );
}

function JsonField(props: Props) {
  const { t } = useTranslation("develop");
  const { fault } = useSurroundings();
  const text = typeof props.value === "string" ? props.value : JSON.stringify(props.value, null, 2);
  const inside = fault?.field === props.place || fault?.field.startsWith(`${props.place}/`);
  return (
    <JsonInput
      label={props.label}
      description={props.description ?? t("value.json")}
      value={text}
      onChange={props.onChange}
      validationError={t("value.notJson")}
      rows={3}
      resize="vertical"
      maxLength={200_000}
      error={inside && fault ? `${fault.field}: ${fault.reason}` : undefined}
    />
  );
}

function OptionalField({ widget, ...props }: Props & { widget: Widget & { kind: "optional" } }) {
  const { t } = useTranslation("develop");
  const { model } = useSurroundings();
  const given = props.value !== null && props.value !== undefined;
  return (
    <Stack gap={6}>
      <Checkbox
        label={t("value.give", { what: props.label })}
        checked={given}
        onChange={(event) =>
          props.onChange(
            event.currentTarget.checked ? initialValue(model.shapes, widget.item) : null,
          )
        }
      />
      {given && <ValueInput {...props} type={widget.item} />}
    </Stack>
  );
}

function ChoiceField({ widget, ...props }: Props & { widget: Widget & { kind: "choice" } }) {
  const { model } = useSurroundings();
  const { name, inner } = variantOf(props.value, widget.tag);
  const variant = widget.variants.find((each) => lower(each.name) === name);
  return (
    <Stack gap={6}>
      <Select
        label={props.label}
        description={props.description}
        data={widget.variants.map((each) => ({ value: lower(each.name), label: each.name }))}
        value={name || null}
        allowDeselect={false}
        searchable={widget.variants.length > 8}
        onChange={(next) => {
          const found = widget.variants.find((each) => lower(each.name) === next);
          if (found) props.onChange(chosen(model.shapes, found, widget.tag));
        }}
      />
      {variant && variant.fields.length > 0 && (
        <Nested legend={variant.name}>
          <WidgetInput
            label={variant.name}
            widget={fieldsWidget(model.shapes, variant.fields)}
            place={`${props.place}/${name}`}
            value={inner}
            onChange={(next) => props.onChange(withInner(name, next, widget.tag))}
            bare
          />
        </Nested>
      )}
    </Stack>
  );
}

function Nested({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <Fieldset legend={legend} p="sm" variant="default">
      <Stack gap="sm">{children}</Stack>
    </Fieldset>
  );
}

function ListField({ widget, ...props }: Props & { widget: Widget & { kind: "list" } }) {
  const { t } = useTranslation("develop");
  const { model } = useSurroundings();
  const items = Array.isArray(props.value) ? (props.value as unknown[]) : [];
  const change = (next: unknown[]) => props.onChange(next);
  return (
    <Nested legend={props.label}>
      {items.slice(0, MAX_ITEMS).map((item, at) => (
        <Group key={at} align="flex-start" gap="xs" wrap="nowrap">
          <div style={{ flex: 1, minWidth: 0 }}>
            <ValueInput
              label={`${at + 1}`}
              place={`${props.place}/${at}`}
              type={widget.item}
              value={item}
              onChange={(next) => change(items.map((old, index) => (index === at ? next : old)))}
            />
          </div>
          {widget.length === null && (
            <ActionIcon
              variant="subtle"
              color="red"
              mt={26}
              aria-label={t("value.remove", { what: `${props.label} ${at + 1}` })}
              onClick={() => change(items.filter((_, index) => index !== at))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {items.length > MAX_ITEMS && (
        <Text size="sm" c="dimmed">
          {t("more", { ns: "core", count: items.length - MAX_ITEMS })}
        </Text>
      )}
      {widget.length === null && (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          style={{ alignSelf: "flex-start" }}
          disabled={items.length >= MAX_ITEMS}
          onClick={() => change([...items, initialValue(model.shapes, widget.item)])}
        >
          {t("value.add")}
        </Button>
      )}
    </Nested>
  );
}

function Fields({ widget, ...props }: Props & { widget: Widget & { kind: "record" | "tuple" } }) {
  const given: unknown = props.value;
  if (widget.kind === "tuple") {
    const items = Array.isArray(given) ? (given as unknown[]) : [];
    return (
      <>
        {widget.items.map((item, at) => (
          <ValueInput
            key={at}
            label={`${at + 1}`}
            place={`${props.place}/${at}`}
            type={item}
            value={items[at]}
            onChange={(next) =>
              props.onChange(widget.items.map((_, index) => (index === at ? next : items[index])))
            }
          />
        ))}
      </>
    );
  }
  const record = (typeof given === "object" && given !== null ? given : {}) as Record<
    string,
    unknown
  >;
  return (
    <>
      {widget.fields.map(({ name = "", type }) => (
        <ValueInput
          key={name}
          label={name}
          place={props.place === "" ? lower(name) : `${props.place}/${lower(name)}`}
          type={type}
          value={record[lower(name)]}
          onChange={(next) => props.onChange({ ...record, [lower(name)]: next })}
        />
      ))}
    </>
  );
}

function WidgetInput({
  widget,
  bare = false,
  ...props
}: Props & { widget: Widget; bare?: boolean }) {
  const { t } = useTranslation("develop");
  switch (widget.kind) {
    case "number":
      return <NumberField widget={widget} {...props} />;
    case "text":
      return <TextField widget={widget} {...props} />;
    case "bytes":
      return <BytesField widget={widget} {...props} />;
    case "json":
      return <JsonField {...props} />;
    case "flag":
      return (
        <Switch
          label={props.label}
          description={props.description}
          checked={props.value === true}
          onChange={(event) => props.onChange(event.currentTarget.checked)}
        />
      );
    case "set":
      return (
        <MultiSelect
          label={props.label}
          description={props.description}
          data={[...widget.names]}
          value={Array.isArray(props.value) ? (props.value as string[]) : []}
          onChange={props.onChange}
        />
      );
    case "optional":
      return <OptionalField widget={widget} {...props} />;
    case "choice":
      return <ChoiceField widget={widget} {...props} />;
    case "list":
      return <ListField widget={widget} {...props} />;
    case "record":
    case "tuple":
      return bare ? (
        <Fields widget={widget} {...props} />
      ) : (
        <Nested legend={props.label}>
          <Fields widget={widget} {...props} />
        </Nested>
      );
    case "call":
      return (
        <Nested legend={props.label}>
          <CallInput
            value={props.value as CallValue}
            onChange={props.onChange}
            place={props.place === "" ? "args" : `${props.place}/args`}
          />
        </Nested>
      );
    case "nothing":
      return (
        <Text size="sm" c="dimmed">
          {props.label}: {t("value.nothing")}
        </Text>
      );
  }
}

/** Asks for a value of a type of the runtime. */
export function ValueInput({ type, ...props }: Props & { type: number }) {
  const { model } = useSurroundings();
  const widget = widgetOf(model.shapes, type);
  const description =
    props.description ??
    (["number", "bytes", "flag"].includes(widget.kind) ? undefined : model.typeName(type));
  return <WidgetInput widget={widget} {...props} description={description} />;
}

/** The metadata that the inputs around are made of. */
export function useModel(): RuntimeModel {
  return useSurroundings().model;
}
