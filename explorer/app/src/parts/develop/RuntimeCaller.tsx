import { Button, Code, Group, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { CopyIcon } from "../../components/CopyIcon";
import { JsonView } from "../../components/JsonView";
import { Failure } from "../../components/QueryState";
import { useFilters } from "../../lib/filters";
import { rpc } from "../../lib/rpc";
import { blockHash, BlockInput, isBlock } from "./BlockInput";
import { encodeEach, fromHex, join, toHex } from "./runtime/encode";
import type { Runtime } from "./runtime/useRuntime";
import { ValueInput, ValueInputs } from "./runtime/ValueInput";
import { initialValue, lower } from "./runtime/widgets";

const KEYS = ["api", "method", "block"] as const;

/** What the runtime answered. */
interface Answer {
  block: string;
  raw: string;
  value: unknown;
}

/** Calls a method of a runtime API with typed parameters. */
export function RuntimeCaller({ runtime }: { runtime: Runtime }) {
  const { t } = useTranslation("develop");
  const { api, model, codec } = runtime;
  const [filters, setFilters] = useFilters(KEYS);
  const [values, setValues] = useState<Record<string, unknown>>({});
  const found = model.apis.find((each) => each.name === filters.api);
  const method = found?.methods.find((each) => each.name === filters.method);
  const inputs = method?.inputs ?? [];
  const filled = Object.fromEntries(
    inputs.map(({ name, type }) => [
      lower(name),
      lower(name) in values ? values[lower(name)] : initialValue(model.shapes, type),
    ]),
  );
  const encoded = encodeEach(codec, model, inputs, filled);
  const block = filters.block ?? "";
  const calling = useMutation<Answer, Error, Uint8Array[]>({
    mutationFn: async (bytes) => {
      if (!found || !method) throw new RangeError("method: none is chosen");
      const hash = await blockHash(api, block);
      const raw = await rpc<string>("state_call", [
        `${found.name}_${method.name}`,
        toHex(join(bytes)),
        hash,
      ]);
      const value = codec.decodeValue(
        model.shapes,
        method.output,
        fromHex(raw) ?? new Uint8Array(),
      );
      return { block: hash, raw, value };
    },
  });
  const choose = (nextApi: string, nextMethod: string) => {
    setFilters({ api: nextApi, method: nextMethod });
    setValues({});
    calling.reset();
  };

  return (
    <Stack gap="md">
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (encoded.bytes) calling.mutate(encoded.bytes);
        }}
      >
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Select
              label={t("runtime.api")}
              data={model.apis.map((each) => each.name)}
              value={found?.name ?? null}
              allowDeselect={false}
              searchable
              onChange={(name) => {
                const first = model.apis.find((each) => each.name === name)?.methods[0];
                if (name && first) choose(name, first.name);
              }}
            />
            <Select
              label={t("runtime.method")}
              data={found?.methods.map((each) => each.name) ?? []}
              value={method?.name ?? null}
              disabled={!found}
              allowDeselect={false}
              searchable
              onChange={(name) => {
                if (name && found) choose(found.name, name);
              }}
            />
          </SimpleGrid>
          {method && (
            <>
              <Text size="sm" c="dimmed" lang="en">
                {method.docs.replaceAll("\n", " ")}
              </Text>
              <Code style={{ alignSelf: "flex-start", overflowWrap: "anywhere" }}>
                {method.name}(
                {inputs.map(({ name, type }) => `${name}: ${model.typeName(type)}`).join(", ")}) →{" "}
                {model.typeName(method.output)}
              </Code>
              <ValueInputs model={model} fault={encoded.fault}>
                {inputs.map((input) => (
                  <ValueInput
                    key={`${found?.name}.${method.name}.${input.name}`}
                    label={input.name}
                    place={lower(input.name)}
                    type={input.type}
                    value={filled[lower(input.name)]}
                    onChange={(next) => setValues((old) => ({ ...old, [lower(input.name)]: next }))}
                  />
                ))}
              </ValueInputs>
              <BlockInput value={block} onChange={(next) => setFilters({ block: next })} />
              <Button
                type="submit"
                leftSection={<IconPlayerPlay size={16} />}
                loading={calling.isPending}
                disabled={!encoded.bytes || !isBlock(block)}
                style={{ alignSelf: "flex-start" }}
              >
                {t("runtime.call")}
              </Button>
            </>
          )}
        </Stack>
      </form>
      {calling.error && <Failure error={calling.error} />}
      {calling.data && (
        <section aria-label={t("runtime.answer")} aria-live="polite">
          <Stack gap="xs">
            <Group gap={6}>
              <Text size="sm" c="dimmed">
                {t("runtime.at")}
              </Text>
              <Code style={{ overflowWrap: "anywhere" }}>{calling.data.block}</Code>
              <CopyIcon value={calling.data.raw} label={t("runtime.copyRaw")} />
            </Group>
            <JsonView value={calling.data.value} />
          </Stack>
        </section>
      )}
    </Stack>
  );
}
