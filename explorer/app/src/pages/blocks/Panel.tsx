import { Anchor, Group, Paper, Title } from "@mantine/core";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

/** A part of the overview, with the way to the page it is taken from. */
export function Panel({ title, to, children }: { title: string; to: string; children: ReactNode }) {
  const { t } = useTranslation("blocks");
  const heading = useId();
  return (
    <Paper component="section" withBorder p="sm" h="100%" aria-labelledby={heading}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5" id={heading}>
          {title}
        </Title>
        <Anchor component={Link} to={to} size="sm" aria-label={t("overview.allOf", { title })}>
          {t("overview.all")}
        </Anchor>
      </Group>
      {children}
    </Paper>
  );
}
