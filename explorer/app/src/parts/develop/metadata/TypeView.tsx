import { Anchor, Code, Stack, Table, Text } from "@mantine/core";
import type { FieldShape } from "@fiscalchain/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RuntimeModel } from "../runtime/model";

interface Props {
  model: RuntimeModel;
  type: number;
  onType: (type: number) => void;
}

/** A type as a way to its layout. */
export function TypeLink({ model, type, onType }: Props) {
  const shape = model.shapes.of(type);
  const name = model.typeName(type);
  if (shape.kind === "primitive") return <Code>{name}</Code>;
  return (
    <Anchor component="button" type="button" ff="monospace" size="sm" onClick={() => onType(type)}>
      {name}
    </Anchor>
  );
}

function FieldRows({
  fields,
  ...rest
}: { fields: readonly FieldShape[] } & Omit<Props, "type">): ReactNode {
  return fields.map((field, at) => (
    <Table.Tr key={field.name ?? at}>
      <Table.Td ff="monospace">{field.name ?? at}</Table.Td>
      <Table.Td>
        <TypeLink {...rest} type={field.type} />
      </Table.Td>
    </Table.Tr>
  ));
}

/** The layout of a type: its fields, variants or items. */
export function TypeView({ model, type, onType }: Props) {
  const { t } = useTranslation("develop");
  const shape = model.shapes.of(type);
  const rest = { model, onType };
  const docs = model.types.find((each) => each.id === type)?.docs;
  return (
    <Stack gap="xs">
      {shape.path !== "" && <Code style={{ overflowWrap: "anywhere" }}>{shape.path}</Code>}
      {docs && (
        <Text size="sm" c="dimmed" lang="en">
          {docs}
        </Text>
      )}
      {(shape.kind === "sequence" || shape.kind === "array" || shape.kind === "compact") && (
        <Text size="sm" component="div">
          {t(`metadata.kind.${shape.kind}`, {
            length: shape.kind === "array" ? shape.length : undefined,
          })}{" "}
          <TypeLink {...rest} type={shape.item} />
        </Text>
      )}
      {shape.kind === "primitive" && <Code>{shape.name}</Code>}
      {(shape.kind === "composite" || shape.kind === "tuple") && (
        <Table fz="sm" aria-label={t("metadata.fields")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t("metadata.field")}</Table.Th>
              <Table.Th scope="col">{t("metadata.type")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <FieldRows
              {...rest}
              fields={
                shape.kind === "composite"
                  ? shape.fields
                  : shape.items.map((item) => ({ name: undefined, type: item }))
              }
            />
          </Table.Tbody>
        </Table>
      )}
      {shape.kind === "variant" && (
        <Table fz="sm" aria-label={t("metadata.variants")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">#</Table.Th>
              <Table.Th scope="col">{t("metadata.variant")}</Table.Th>
              <Table.Th scope="col">{t("metadata.fields")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shape.variants.map((variant) => (
              <Table.Tr key={variant.index}>
                <Table.Td>{variant.index}</Table.Td>
                <Table.Td ff="monospace">{variant.name}</Table.Td>
                <Table.Td>
                  {variant.fields.map((field, at) => (
                    <div key={field.name ?? at}>
                      {field.name !== undefined && <Code>{field.name}</Code>}{" "}
                      <TypeLink {...rest} type={field.type} />
                    </div>
                  ))}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}
