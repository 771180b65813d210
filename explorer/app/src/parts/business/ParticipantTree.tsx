import { ActionIcon, Anchor, Badge, Button, Group, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { QueryState } from "../../components/QueryState";
import { StatusBadge } from "../../components/StatusBadge";
import { rpc } from "../../lib/rpc";
import classes from "./business.module.css";
import type { TreeNode, TreePage } from "./rpc-types";

/** Children that are asked for at once. */
const PAGE = 50;

interface LevelProps {
  /** Whose children; none for the members of the consortium. */
  parent: number | null;
  label: string;
}

/** The children of a participant, asked for as the branch is opened. */
function Level({ parent, label }: LevelProps) {
  const { t } = useTranslation("business");
  const query = useInfiniteQuery({
    queryKey: ["participant-tree", parent],
    queryFn: ({ pageParam, signal }) =>
      rpc<TreePage>("participant_tree", [parent, pageParam, PAGE], signal),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  });
  return (
    <QueryState query={query}>
      {({ pages }) => {
        const nodes = pages.flatMap(({ items }) => items);
        return (
          <>
            {nodes.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t("participants.noChildren")}
              </Text>
            ) : (
              <ul aria-label={label}>
                {nodes.map((node) => (
                  <Branch key={node.id} node={node} />
                ))}
              </ul>
            )}
            {query.hasNextPage ? (
              <Button
                size="compact-sm"
                variant="default"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {t("participants.more")}
              </Button>
            ) : null}
          </>
        );
      }}
    </QueryState>
  );
}

function Branch({ node }: { node: TreeNode }) {
  const { t } = useTranslation("business");
  const [isOpen, setIsOpen] = useState(false);
  const isLeaf = node.children === 0;
  return (
    <li>
      <div className={classes.branch}>
        {isLeaf ? (
          <ActionIcon component="span" variant="transparent" aria-hidden />
        ) : (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-expanded={isOpen}
            aria-label={t(isOpen ? "participants.close" : "participants.open", { name: node.name })}
            onClick={() => setIsOpen(!isOpen)}
          >
            {isOpen ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
          </ActionIcon>
        )}
        <Anchor inherit component={Link} to={`/participants/${node.id}`}>
          {node.name}
        </Anchor>
        <Text size="sm" c="dimmed">
          {t("participant.number", { id: node.id })}
        </Text>
        <Badge variant="default" size="sm" tt="none">
          {t(`tier.${node.tier}`)}
        </Badge>
        {node.label ? <AccountUse label={node.label} /> : null}
        <StatusBadge kind="participant" value={node.effective} />
        <Group gap={4}>
          {node.roles.map((role) => (
            <Badge key={role} variant="light" size="sm" tt="none">
              {t(`role.${role}`)}
            </Badge>
          ))}
        </Group>
        {isLeaf ? null : (
          <Text size="sm" c="dimmed">
            {t("participants.below", { count: node.children })}
          </Text>
        )}
      </div>
      {isOpen ? (
        <Level parent={node.id} label={t("participants.childrenOf", { name: node.name })} />
      ) : null}
    </li>
  );
}

function AccountUse({ label }: { label: NonNullable<TreeNode["label"]> }) {
  const { t } = useTranslation("business");
  return (
    <Text size="sm">
      {label === "operator" ? t("label.operator") : t("label.scene", { scene: label.scene })}
    </Text>
  );
}

/** The tree of participants: members, their organisations, and the accounts of these. */
export function ParticipantTree() {
  const { t } = useTranslation("business");
  return (
    <div className={classes.tree}>
      <Level parent={null} label={t("participants.members")} />
    </div>
  );
}
