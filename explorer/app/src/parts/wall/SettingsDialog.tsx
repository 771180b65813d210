import {
  Button,
  Group,
  Modal,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
} from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AREAS, areaName } from "../business/areas";
import { KINDS, kindName } from "../business/kinds";
import { useSceneNames } from "../business/SceneName";
import {
  DEFAULTS,
  NARROWINGS,
  PERIODS,
  saveSettings,
  THRESHOLDS,
  type Period,
  type WallSettings,
} from "./settings";
import { mayNotify } from "./useNotices";

/** Period of the charts, and the thresholds of the warnings. */
export function SettingsDialog({
  settings,
  onClose,
}: {
  settings: WallSettings;
  onClose: () => void;
}) {
  const { t } = useTranslation("develop");
  const { t: business } = useTranslation("business");
  const scenes = useSceneNames();
  const [draft, setDraft] = useState(settings);
  const [isRefused, setIsRefused] = useState(false);
  const choices = {
    scene: [...scenes].map(([id, label]) => ({ value: String(id), label })),
    area: AREAS.map((value) => ({ value, label: areaName(business, value) })),
    kind: KINDS.map((value) => ({ value, label: kindName(business, value) })),
  };
  const choose = async (wanted: boolean) => {
    const notify = wanted && (await mayNotify());
    setIsRefused(wanted && !notify);
    setDraft((old) => ({ ...old, notify }));
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("wall.settings")}
      size="lg"
      closeButtonProps={{ "aria-label": t("close", { ns: "core" }) }}
    >
      <Stack gap="md">
        <Select
          label={t("wall.period")}
          data={PERIODS.map((period) => ({ value: period, label: t(`wall.periods.${period}`) }))}
          value={draft.period}
          allowDeselect={false}
          onChange={(period) => setDraft({ ...draft, period: (period ?? "month") as Period })}
        />
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          {NARROWINGS.map((key) => (
            <Select
              key={key}
              label={t(`wall.narrow.${key}`)}
              placeholder={t("filter.any", { ns: "core" })}
              data={choices[key]}
              value={draft.bills[key]}
              onChange={(value) => setDraft({ ...draft, bills: { ...draft.bills, [key]: value } })}
              clearable
              clearButtonProps={{
                "aria-label": t("filter.clear", { ns: "core", what: t(`wall.narrow.${key}`) }),
              }}
              searchable
            />
          ))}
        </SimpleGrid>
        <Switch
          label={t("wall.notify")}
          description={t("wall.notifyHint")}
          error={isRefused ? t("wall.notifyRefused") : undefined}
          checked={draft.notify}
          onChange={(event) => void choose(event.currentTarget.checked)}
        />
        <Text size="sm" c="dimmed">
          {t("wall.thresholdsHint")}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {THRESHOLDS.map((key) => (
            <NumberInput
              key={key}
              label={t(`wall.threshold.${key}`)}
              value={draft.thresholds[key] ?? ""}
              min={0}
              max={1_000_000}
              allowNegative={false}
              placeholder={t("wall.off")}
              onChange={(value) =>
                setDraft({
                  ...draft,
                  thresholds: {
                    ...draft.thresholds,
                    [key]: typeof value === "number" ? value : null,
                  },
                })
              }
            />
          ))}
        </SimpleGrid>
        <Group justify="space-between">
          <Button variant="subtle" onClick={() => setDraft(DEFAULTS)}>
            {t("wall.defaults")}
          </Button>
          <Group>
            <Button variant="default" onClick={onClose}>
              {t("cancel", { ns: "core" })}
            </Button>
            <Button
              onClick={() => {
                saveSettings(draft);
                onClose();
              }}
            >
              {t("save", { ns: "core" })}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  );
}
