import { Alert, Badge, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconLock, IconShieldLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Hash } from "../../components/Hash";
import { KeyValue } from "../../components/KeyValue";
import { Page } from "../../components/Page";
import { Participant } from "../../components/Participant";
import { QueryState } from "../../components/QueryState";
import { StatusBadge } from "../../components/StatusBadge";
import { formatDuration } from "../../lib/format";
import { useNow } from "../../lib/now";
import { useSigner, type OpenKey } from "../../lib/signer";
import { AuditTrail } from "../../parts/develop/AuditTrail";
import { KeyPanel } from "../../parts/develop/KeyPanel";
import { useKeyParticipant } from "../../parts/develop/KeySummary";

function Closes({ openKey }: { openKey: OpenKey }) {
  const { t } = useTranslation("develop");
  const left = Math.max(0, openKey.closesAt - useNow());
  return (
    <Text size="sm" c="dimmed" className="tabular">
      {t("key.closesIn", { time: formatDuration(left) })}
    </Text>
  );
}

function Roles({ roles }: { roles: string[] }) {
  const { t, i18n } = useTranslation("calls");
  if (roles.length === 0) return <>—</>;
  return (
    <Group gap={4}>
      {roles.map((role) => (
        <Badge key={role} variant="default">
          {i18n.exists(`calls:value.${role}`) ? t(`value.${role}`) : role}
        </Badge>
      ))}
    </Group>
  );
}

function Whose({ address }: { address: string }) {
  const { t } = useTranslation("develop");
  const participant = useKeyParticipant(address);
  return (
    <QueryState query={participant}>
      {(found) =>
        found === null ? (
          <Alert color="orange" title={t("key.unknownAccount")}>
            {t("key.unknownAccountText")}
          </Alert>
        ) : (
          <KeyValue
            items={[
              [t("key.participant"), <Participant key="participant" id={found.id} />],
              [t("key.number"), String(found.id)],
              [t("key.organisation"), <Participant key="organisation" id={found.organisation} />],
              [
                t("key.status"),
                <StatusBadge key="status" kind="participant" value={found.effectiveStatus} />,
              ],
              [t("key.roles"), <Roles key="roles" roles={found.effectiveRoles} />],
            ]}
          />
        )
      }
    </QueryState>
  );
}

function Opened({ openKey, onClose }: { openKey: OpenKey; onClose: () => void }) {
  const { t } = useTranslation("develop");
  return (
    <Paper withBorder p="md" component="section" aria-label={t("key.opened")}>
      <Stack gap="md">
        <Group justify="space-between">
          <div>
            <Title order={2} size="h4">
              {openKey.name}
            </Title>
            <Closes openKey={openKey} />
          </div>
          <Button variant="default" leftSection={<IconLock size={16} />} onClick={onClose}>
            {t("key.close")}
          </Button>
        </Group>
        {openKey.source === "development" && (
          <Alert color="orange" p="xs">
            {t("key.developmentHint")}
          </Alert>
        )}
        <KeyValue
          items={[
            [t("key.source"), t(`key.way.${openKey.source}`)],
            [t("key.address"), <Hash key="address" value={openKey.address} short={false} />],
            [t("key.account"), <Hash key="account" value={openKey.accountId} short={false} />],
            [t("key.publicKey"), <Hash key="public" value={openKey.publicKey} short={false} />],
            ["DID", <Hash key="did" value={openKey.did} short={false} />],
          ]}
        />
        <Whose address={openKey.address} />
      </Stack>
    </Paper>
  );
}

/** The key that signs here, whose it is, and what was done with it. */
export default function Keys() {
  const { t } = useTranslation("develop");
  const { key, close, closedBy } = useSigner();
  return (
    <Page title={t("key.title")} description={t("key.description")}>
      {key ? (
        <Opened openKey={key} onClose={close} />
      ) : (
        <Paper withBorder p="md" component="section" aria-label={t("key.open")} maw={640}>
          <Stack gap="sm">
            {closedBy === "inactivity" && (
              <Alert color="orange" p="xs" role="status">
                {t("key.closedByInactivity")}
              </Alert>
            )}
            <Group gap={8} wrap="nowrap" align="flex-start">
              <IconShieldLock size={20} aria-hidden />
              <Text size="sm" c="dimmed">
                {t("key.promise")}
              </Text>
            </Group>
            <KeyPanel />
          </Stack>
        </Paper>
      )}
      <AuditTrail />
    </Page>
  );
}
