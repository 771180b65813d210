import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import { useDistinctName, useParticipantName } from "../lib/names";

/** A participant by its name, as a way to its page. */
export function Participant({ id }: { id: number | null | undefined }) {
  const name = useParticipantName(id ?? null);
  const distinct = useDistinctName();
  if (id === null || id === undefined) return <Text component="span">—</Text>;
  return (
    <Anchor component={Link} to={`/participants/${id}`} inherit title={`#${id}`}>
      {name ? distinct(id, name) : `#${id}`}
    </Anchor>
  );
}
