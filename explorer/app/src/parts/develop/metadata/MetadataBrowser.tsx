import { Badge, Code, Group, Modal, NavLink, Paper, Stack, Text, Title } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TypedText } from "../../../components/TypedText";
import { useCodes } from "../../../lib/codes";
import { useFilters } from "../../../lib/filters";
import type { Runtime } from "../runtime/useRuntime";
import { PalletView } from "./PalletView";
import { TypeLink, TypeView } from "./TypeView";
import classes from "./MetadataBrowser.module.css";

const KEYS = ["part", "q"] as const;
/** Types that a search shows. */
const MOST_TYPES = 100;

function Apis({
  runtime,
  filter,
  onType,
}: {
  runtime: Runtime;
  filter: string;
  onType: (type: number) => void;
}) {
  const { model } = runtime;
  const words = filter.trim().toLowerCase();
  return (
    <Stack gap="md">
      {model.apis
        .map((api) => ({
          ...api,
          methods: api.methods.filter((method) =>
            `${api.name} ${method.name} ${method.docs}`.toLowerCase().includes(words),
          ),
        }))
        .filter((api) => api.methods.length > 0)
        .map((api) => (
          <section key={api.name} aria-label={api.name}>
            <Title order={3} size="h5" mb={4}>
              {api.name}
            </Title>
            <Stack gap={6}>
              {api.methods.map((method) => (
                <div key={method.name}>
                  <Group gap={6}>
                    <Code fw={600}>{method.name}</Code>
                    {method.inputs.map((input) => (
                      <Text key={input.name} span size="sm">
                        {input.name}: <TypeLink model={model} type={input.type} onType={onType} />
                      </Text>
                    ))}
                    <Text span size="sm">
                      → <TypeLink model={model} type={method.output} onType={onType} />
                    </Text>
                  </Group>
                  <Text size="sm" c="dimmed" lang="en" style={{ whiteSpace: "pre-line" }}>
                    {method.docs}
                  </Text>
                </div>
              ))}
            </Stack>
          </section>
        ))}
    </Stack>
  );
}

function Types({
  runtime,
  filter,
  onType,
}: {
  runtime: Runtime;
  filter: string;
  onType: (type: number) => void;
}) {
  const { t } = useTranslation();
  const words = filter.trim().toLowerCase();
  const found = runtime.model.types.filter(({ path }) => path.toLowerCase().includes(words));
  return (
    <Stack gap={4}>
      {found.slice(0, MOST_TYPES).map((type) => (
        <Group key={type.id} gap={6}>
          <Badge variant="default">{type.id}</Badge>
          <TypeLink model={runtime.model} type={type.id} onType={onType} />
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {type.path}
          </Text>
        </Group>
      ))}
      {found.length > MOST_TYPES && (
        <Text size="sm" c="dimmed">
          {t("more", { count: found.length - MOST_TYPES })}
        </Text>
      )}
    </Stack>
  );
}

/** The metadata of the runtime: pallets, runtime APIs, types, extensions of transactions. */
export function MetadataBrowser({ runtime }: { runtime: Runtime }) {
  const { t } = useTranslation("develop");
  const codes = useCodes();
  const { model } = runtime;
  const [filters, setFilters] = useFilters(KEYS);
  const [type, setType] = useState<number | null>(null);
  const part = filters.part ?? model.pallets[0]?.name ?? "apis";
  const pallet = model.pallets.find((each) => each.name === part);
  const filter = filters.q ?? "";
  const links = [
    ...model.pallets.map((each) => ({
      key: each.name,
      label: each.name,
      description: codes.pallets[each.name] ?? each.name,
    })),
    { key: "apis", label: t("metadata.apis"), description: undefined },
    { key: "types", label: t("metadata.types"), description: undefined },
    { key: "extensions", label: t("metadata.extensions"), description: undefined },
  ];

  return (
    <div className={classes.grid}>
      <Paper
        component="nav"
        withBorder
        p={4}
        aria-label={t("metadata.parts")}
        className={classes.parts}
      >
        {links.map((link) => (
          <NavLink
            key={link.key}
            component="button"
            label={link.label}
            description={link.description === link.label ? undefined : link.description}
            active={link.key === part}
            aria-current={link.key === part ? "true" : undefined}
            onClick={() => setFilters({ part: link.key })}
          />
        ))}
      </Paper>
      <Stack gap="md" miw={0}>
        <TypedText
          label={t("metadata.search")}
          leftSection={<IconSearch size={16} />}
          value={filter}
          onChange={(q) => setFilters({ q })}
        />
        <Group gap="xs">
          <Title order={2} size="h4">
            {links.find((link) => link.key === part)?.label ?? part}
          </Title>
          {pallet && <Badge variant="default">{pallet.index}</Badge>}
          <Text size="sm" c="dimmed">
            {model.specName} {model.specVersion}
          </Text>
        </Group>
        {pallet && (
          <PalletView
            key={`${pallet.name}:${filter === "" ? "all" : "some"}`}
            runtime={runtime}
            pallet={pallet}
            filter={filter}
            onType={setType}
          />
        )}
        {part === "apis" && <Apis runtime={runtime} filter={filter} onType={setType} />}
        {part === "types" && <Types runtime={runtime} filter={filter} onType={setType} />}
        {part === "extensions" && (
          <Stack gap={6}>
            {model.extensions.map((extension) => (
              <Group key={extension.name} gap={6}>
                <Code fw={600}>{extension.name}</Code>
                <TypeLink model={model} type={extension.type} onType={setType} />
              </Group>
            ))}
          </Stack>
        )}
      </Stack>
      <Modal
        opened={type !== null}
        onClose={() => setType(null)}
        title={type === null ? "" : model.typeName(type)}
        size="lg"
        closeButtonProps={{ "aria-label": t("close", { ns: "core" }) }}
      >
        {type !== null && <TypeView model={model} type={type} onType={setType} />}
      </Modal>
    </div>
  );
}
