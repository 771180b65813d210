import { ActionIcon, Button, Group, Menu, NativeSelect, Text } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconBracketsContain,
  IconCopy,
  IconDots,
  IconExclamationCircle,
  IconPlus,
  IconTrash,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { LIMITS } from "./attributes";
import { Comparison } from "./Comparison";
import classes from "./ConditionTree.module.css";
import { FindingLine } from "./FindingLine";
import { Reference } from "./Reference";
import {
  addBranch,
  branchesOf,
  duplicateNode,
  moveNode,
  newId,
  newTest,
  removeNode,
  replaceNode,
  unwrapNode,
  wrapNode,
  type ConditionNode,
} from "./tree";
import { TruthMark } from "./TruthMark";
import { useTree } from "./treeContext";

export interface BranchProps {
  node: ConditionNode;
  /** Where it stands, as people count: 1.2.1. */
  place: string;
  /** How many branches its group has. */
  siblings: number;
  /** Which of them it is, from 0. */
  at: number;
}

/** A node with everything below it. */
export function ConditionBranch({ node, place, siblings, at }: BranchProps) {
  const { t } = useTranslation("govern");
  const { change, pointers, findings, steps } = useTree();
  const pointer = pointers.get(node.id) ?? "";
  const step = steps?.get(pointer);
  const faults = findings.get(pointer) ?? [];
  const branches = branchesOf(node);
  const group = node.kind === "all" || node.kind === "any";

  return (
    <li className={classes.node}>
      <div
        className={`${classes.row}${branches.length > 0 ? ` ${classes.head}` : ""}`}
        data-truth={step?.truth}
      >
        <Text component="span" size="xs" c="dimmed" className="tabular" aria-hidden>
          {place}
        </Text>
        <div className={classes.grow}>
          {node.kind === "test" ? (
            <Comparison node={node} place={place} invalid={faults.length > 0} />
          ) : node.kind === "use" ? (
            <Reference node={node} place={place} pointer={pointer} />
          ) : (
            <OperatorHead node={node} place={place} />
          )}
        </div>
        {step && <TruthMark step={step} />}
        {change && <NodeMenu node={node} place={place} siblings={siblings} at={at} />}
        {faults.map((finding, number) => (
          <div className={classes.fault} key={number}>
            <FindingLine finding={finding} icon={<IconExclamationCircle size={14} aria-hidden />} />
          </div>
        ))}
      </div>
      {(group || branches.length > 0) && (
        <ul className={classes.branches} aria-label={t("policy.branchesOf", { place })}>
          {branches.map((branch, number) => (
            <ConditionBranch
              key={branch.id}
              node={branch}
              place={`${place}.${number + 1}`}
              siblings={group ? branches.length : 1}
              at={number}
            />
          ))}
          {group && change && (
            <li className={classes.node}>
              <Adders node={node} place={place} />
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

function OperatorHead({ node, place }: { node: ConditionNode; place: string }) {
  const { t } = useTranslation("govern");
  const { change } = useTree();
  if (node.kind === "not" || !change) {
    return (
      <Text component="span" size="sm" fw={600}>
        {t(`policy.group.${node.kind}`)}
      </Text>
    );
  }
  return (
    <NativeSelect
      size="xs"
      w="fit-content"
      aria-label={t("policy.groupOf", { place })}
      value={node.kind}
      data={(["all", "any"] as const).map((kind) => ({
        value: kind,
        label: t(`policy.group.${kind}`),
      }))}
      onChange={(event) => {
        const kind = event.currentTarget.value === "any" ? "any" : "all";
        change((root) =>
          replaceNode(root, node.id, (each) =>
            each.kind === "all" || each.kind === "any" ? { ...each, kind } : each,
          ),
        );
      }}
    />
  );
}

/** Buttons that add a branch to a group. */
function Adders({ node, place }: { node: ConditionNode; place: string }) {
  const { t } = useTranslation("govern");
  const { change, primitives } = useTree();
  const full = branchesOf(node).length >= LIMITS.maxBranches;
  const add = (make: () => ConditionNode) => change?.((root) => addBranch(root, node.id, make()));
  const [primitive] = primitives;
  return (
    <Group gap="xs">
      <Button
        size="compact-xs"
        variant="light"
        disabled={full}
        leftSection={<IconPlus size={12} />}
        aria-label={t("policy.addComparisonTo", { place })}
        onClick={() => add(() => newTest())}
      >
        {t("policy.addComparison")}
      </Button>
      <Button
        size="compact-xs"
        variant="light"
        disabled={full}
        leftSection={<IconPlus size={12} />}
        aria-label={t("policy.addGroupTo", { place })}
        onClick={() =>
          add(() => ({
            id: newId(),
            kind: node.kind === "all" ? "any" : "all",
            branches: [newTest(), newTest("age")],
          }))
        }
      >
        {t("policy.addGroup")}
      </Button>
      {primitive && (
        <Button
          size="compact-xs"
          variant="light"
          disabled={full}
          leftSection={<IconPlus size={12} />}
          aria-label={t("policy.addPrimitiveTo", { place })}
          onClick={() =>
            add(() => ({
              id: newId(),
              kind: "use",
              primitive: primitive.id,
              version: primitive.current,
            }))
          }
        >
          {t("policy.addPrimitive")}
        </Button>
      )}
    </Group>
  );
}

/** What can be done with a node as a whole. */
function NodeMenu({ node, place, siblings, at }: BranchProps) {
  const { t } = useTranslation("govern");
  const { change } = useTree();
  const grouped = place.includes(".") && siblings > 0;
  const only = branchesOf(node).length === 1;
  const on = (edit: (root: ConditionNode) => ConditionNode | null) => () => change?.(edit);
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("policy.menuOf", { place })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconBracketsContain size={14} />}
          onClick={on((root) => wrapNode(root, node.id, "all"))}
        >
          {t("policy.wrapAll")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBracketsContain size={14} />}
          onClick={on((root) => wrapNode(root, node.id, "any"))}
        >
          {t("policy.wrapAny")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBracketsContain size={14} />}
          onClick={on((root) => wrapNode(root, node.id, "not"))}
        >
          {t("policy.wrapNot")}
        </Menu.Item>
        {only && (
          <Menu.Item
            leftSection={<IconBracketsContain size={14} />}
            onClick={on((root) => unwrapNode(root, node.id))}
          >
            {t("policy.unwrap")}
          </Menu.Item>
        )}
        <Menu.Divider />
        {grouped && siblings > 1 && (
          <>
            <Menu.Item
              leftSection={<IconArrowUp size={14} />}
              disabled={at === 0}
              onClick={on((root) => moveNode(root, node.id, -1))}
            >
              {t("policy.moveUp")}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowDown size={14} />}
              disabled={at === siblings - 1}
              onClick={on((root) => moveNode(root, node.id, 1))}
            >
              {t("policy.moveDown")}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconCopy size={14} />}
              disabled={siblings >= LIMITS.maxBranches}
              onClick={on((root) => duplicateNode(root, node.id))}
            >
              {t("policy.duplicate")}
            </Menu.Item>
          </>
        )}
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={14} />}
          onClick={on((root) => removeNode(root, node.id))}
        >
          {t("policy.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
