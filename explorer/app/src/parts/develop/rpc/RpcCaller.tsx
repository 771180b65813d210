import { Badge, Button, Group, JsonInput, Select, Stack, Text } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { JsonView } from "../../../components/JsonView";
import { Failure } from "../../../components/QueryState";
import { useFilters } from "../../../lib/filters";
import { formatNumber } from "../../../lib/format";
import { rpc, RpcError } from "../../../lib/rpc";
import { ParameterInput } from "./ParameterInput";
import {
  controlOf,
  positional,
  readParameter,
  resolve,
  schemaName,
  type Method,
  type OpenRpc,
} from "./schema";

const KEYS = ["method"] as const;

interface Called {
  result: unknown;
  milliseconds: number;
}

/** The parameters a person typed, by position, or null while one is wrong. */
export function parametersOf(
  method: Method,
  document: OpenRpc,
  texts: Record<string, string>,
): unknown[] | null {
  const schemas = document.components?.schemas ?? {};
  const read = method.params.map((parameter) =>
    readParameter(
      texts[parameter.name] ?? "",
      controlOf(resolve(parameter.schema, schemas)),
      parameter.required === true,
    ),
  );
  if (read.some(({ fault }) => fault !== null)) return null;
  return positional(read.map(({ value }) => value));
}

/** Calls a method of the node: typed where the node describes it, with JSON otherwise. */
export function RpcCaller({ document, others }: { document: OpenRpc; others: string[] }) {
  const { t } = useTranslation("develop");
  const [filters, setFilters] = useFilters(KEYS);
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [json, setJson] = useState("[]");
  const name = filters.method ?? document.methods[0]?.name ?? null;
  const method = document.methods.find((each) => each.name === name);
  const schemas = document.components?.schemas ?? {};
  const calling = useMutation<Called, Error, { method: string; params: unknown[] }>({
    mutationFn: async (call) => {
      const begun = performance.now();
      const result = await rpc<unknown>(call.method, call.params);
      return { result, milliseconds: performance.now() - begun };
    },
  });

  let params: unknown[] | null = null;
  if (method) params = parametersOf(method, document, texts);
  else {
    try {
      const read: unknown = JSON.parse(json);
      params = Array.isArray(read) ? read : null;
    } catch {
      params = null;
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name !== null && params !== null) calling.mutate({ method: name, params });
  };

  return (
    <Stack gap="md">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Select
            label={t("rpc.method")}
            data={[
              { group: t("rpc.domain"), items: document.methods.map((each) => each.name) },
              ...(others.length > 0 ? [{ group: t("rpc.node"), items: others }] : []),
            ]}
            value={name}
            allowDeselect={false}
            searchable
            onChange={(next) => {
              setFilters({ method: next ?? undefined });
              setTexts({});
              setJson("[]");
              calling.reset();
            }}
          />
          {method && (
            <>
              <Text size="sm" c="dimmed" lang="en">
                {method.summary}
              </Text>
              {method.result && (
                <Group gap={6}>
                  <Text size="sm">{t("rpc.answers")}</Text>
                  <Badge variant="default">{schemaName(method.result.schema)}</Badge>
                </Group>
              )}
              {method.params.map((parameter) => (
                <ParameterInput
                  key={`${method.name}.${parameter.name}`}
                  parameter={parameter}
                  schemas={schemas}
                  value={texts[parameter.name] ?? ""}
                  onChange={(next) => setTexts((old) => ({ ...old, [parameter.name]: next }))}
                />
              ))}
            </>
          )}
          {name !== null && !method && (
            <JsonInput
              label={t("rpc.parameters")}
              description={t("rpc.parametersHint")}
              value={json}
              onChange={setJson}
              validationError={t("rpc.fault.json")}
              rows={3}
              resize="vertical"
              maxLength={200_000}
            />
          )}
          {name !== null && (
            <Button
              type="submit"
              leftSection={<IconPlayerPlay size={16} />}
              loading={calling.isPending}
              disabled={params === null}
              style={{ alignSelf: "flex-start" }}
            >
              {t("rpc.call")}
            </Button>
          )}
        </Stack>
      </form>
      {calling.error && <Failure error={calling.error} />}
      {calling.error instanceof RpcError && calling.error.data !== null && (
        <JsonView value={calling.error.data} />
      )}
      {calling.data && (
        <section aria-label={t("rpc.answer")} aria-live="polite">
          <Stack gap="xs">
            <Text size="sm" c="dimmed">
              {t("rpc.took", { ms: formatNumber(calling.data.milliseconds) })}
            </Text>
            <JsonView value={calling.data.result} />
          </Stack>
        </section>
      )}
    </Stack>
  );
}
