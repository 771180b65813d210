import { Anchor, Badge, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Hash } from "../../components/Hash";
import { StatusBadge } from "../../components/StatusBadge";
import { useRpc } from "../../lib/rpc";
import type { OpenKey } from "../../lib/signing/keys";

/** What the pages use of the node's answer about a participant. */
export interface ParticipantAnswer {
  id: number;
  name: string;
  status: string;
  effectiveStatus: string;
  roles: string[];
  effectiveRoles: string[];
  organisation: number;
  did: string;
}

/** The participant that a key signs for, as the best block knows it. */
export function useKeyParticipant(address: string | null) {
  return useRpc<ParticipantAnswer | null>("participant_get", address === null ? null : [address], {
    staleMs: 15_000,
  });
}

/** Whose key it is, in one line. */
export function KeySummary({ openKey }: { openKey: OpenKey }) {
  const { t } = useTranslation("develop");
  const participant = useKeyParticipant(openKey.address);
  return (
    <Group gap={8}>
      {participant.data ? (
        <>
          <Anchor component={Link} to={`/participants/${participant.data.id}`}>
            {participant.data.name} (#{participant.data.id})
          </Anchor>
          {participant.data.effectiveStatus !== "active" && (
            <StatusBadge kind="participant" value={participant.data.effectiveStatus} />
          )}
        </>
      ) : participant.data === null ? (
        <Badge color="red">{t("key.unknownAccount")}</Badge>
      ) : null}
      <Hash value={openKey.address} />
      <Text span size="sm" c="dimmed">
        {openKey.name}
      </Text>
      {openKey.source === "development" && <Badge color="orange">{t("key.way.development")}</Badge>}
      {openKey.source === "external" && <Badge color="gray">{t("key.way.external")}</Badge>}
    </Group>
  );
}
