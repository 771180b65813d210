import { Anchor, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Participant } from "../../components/Participant";
import type { Actor } from "./rpc-types";

/** Who decided: the chain, the council or a participant, with the approval where there was one. */
export function ActorName({ actor }: { actor: Actor }) {
  const { t } = useTranslation("business");
  if (actor.by !== "participant") {
    return <Text span>{t(`actor.${actor.by}`)}</Text>;
  }
  return (
    <Group gap="xs" component="span">
      <Participant id={actor.id} />
      {actor.signer !== actor.id ? (
        <>
          <Text span size="sm" c="dimmed">
            {t("actor.signedBy")}
          </Text>
          <Participant id={actor.signer} />
        </>
      ) : null}
      {actor.approval ? (
        <Anchor inherit component={Link} to={`/approvals/${actor.approval.id}`}>
          {t("actor.approval", { id: actor.approval.id })}
        </Anchor>
      ) : null}
    </Group>
  );
}
