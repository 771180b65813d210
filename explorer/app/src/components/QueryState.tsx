import { Alert, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFaultText } from "../lib/faults";

/** The part of a query that decides what is shown. */
export interface QueryLike<T> {
  data: T | undefined;
  error: Error | null;
  isPending: boolean;
  refetch: () => unknown;
}

/** Says what went wrong, in the language of the page, with a way to try again. */
export function Failure({ error, retry }: { error: Error; retry?: () => unknown }) {
  const { t } = useTranslation();
  const { title, text, detail } = useFaultText(error)(error);
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title={title}>
      <Stack gap="xs" align="flex-start">
        {text !== null && <Text size="sm">{text}</Text>}
        {detail !== null && (
          <Text size="xs" style={{ overflowWrap: "anywhere" }}>
            {t("error.server")} <span lang="en">{detail}</span>
          </Text>
        )}
        {retry !== undefined && (
          <Button size="compact-sm" variant="default" onClick={() => void retry()}>
            {t("retry")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** Loading, failure or the data of a query. Data that is there stays while it is asked for again. */
export function QueryState<T>({
  query,
  children,
}: {
  query: QueryLike<T>;
  children: (data: T) => ReactNode;
}) {
  const { t } = useTranslation();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failure error={query.error} retry={query.refetch} />;
  return (
    <Stack gap="xs" role="status" aria-label={t("loading")}>
      <Group>
        <Skeleton height={22} width="40%" />
      </Group>
      {[1, 2, 3, 4].map((line) => (
        <Skeleton key={line} height={16} width={`${100 - line * 7}%`} />
      ))}
    </Stack>
  );
}
