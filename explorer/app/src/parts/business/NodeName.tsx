import { Anchor } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useItem } from "../../lib/api";
import type { NodeDetail } from "../../lib/types";

const KEPT_MS = 60_000;

interface NodeNameProps {
  id: number;
  /** The name, where it is at hand. */
  name?: string;
}

/** An access node by name, with a link to its page. */
export function NodeName({ id, name }: NodeNameProps) {
  const { t } = useTranslation("business");
  const node = useItem<NodeDetail>(name === undefined ? `/nodes/${id}` : null, undefined, {
    staleMs: KEPT_MS,
  });
  return (
    <Anchor inherit component={Link} to={`/nodes/${id}`}>
      {name ?? node.data?.row.name ?? t("node.number", { id })}
    </Anchor>
  );
}
