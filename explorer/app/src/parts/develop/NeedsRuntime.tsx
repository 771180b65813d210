import { Alert, Button, Skeleton, Stack, Text } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useRuntime, type Runtime } from "./runtime/useRuntime";

/** Shows what needs the connection to the chain once it stands, and until then how it goes. */
export function NeedsRuntime({ children }: { children: (runtime: Runtime) => ReactNode }) {
  const { t } = useTranslation("develop");
  const runtime = useRuntime();
  if (runtime.data) return <>{children(runtime.data)}</>;
  if (runtime.error) {
    return (
      <Alert
        color="red"
        icon={<IconPlugConnectedX size={18} />}
        title={t("chain.failed")}
        role="alert"
      >
        <Stack gap="xs" align="flex-start">
          <Text size="sm">{runtime.error.message}</Text>
          <Text size="sm">{t("chain.retries")}</Text>
          <Button size="compact-sm" variant="default" onClick={() => void runtime.refetch()}>
            {t("retry", { ns: "core" })}
          </Button>
        </Stack>
      </Alert>
    );
  }
  return (
    <Stack gap="sm" role="status" aria-label={t("chain.connecting")}>
      <Text size="sm" c="dimmed">
        {t("chain.connecting")}
      </Text>
      <Skeleton height={36} />
      <Skeleton height={36} width="70%" />
      <Skeleton height={120} />
    </Stack>
  );
}
