import { Alert, Button, Code, Container, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";

/** The code of a page cannot be had any more: the pages were replaced while this one was open. */
function isStale(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|importing a module|module script failed/i.test(error.message)
  );
}

/** In the place of a page that failed. `whole` stands for itself, without navigation around it. */
export function RouteFailure({ whole = false }: { whole?: boolean }) {
  const { t } = useTranslation();
  const error = useRouteError();
  const stale = isStale(error);
  const message = error instanceof Error ? error.message : String(error);
  const body = (
    <Alert
      color={stale ? "orange" : "red"}
      icon={<IconAlertTriangle size={18} />}
      title={stale ? t("failure.stale") : t("failure.title")}
    >
      <Stack gap="sm">
        <Text size="sm">{stale ? t("failure.staleText") : t("failure.text")}</Text>
        {!stale && <Code block>{message}</Code>}
        <Group>
          <Button variant="default" onClick={() => window.location.reload()}>
            {t("failure.reload")}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
  return whole ? (
    <Container py="xl" component="main">
      {body}
    </Container>
  ) : (
    body
  );
}
