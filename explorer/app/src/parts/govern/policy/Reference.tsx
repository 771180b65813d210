import { Anchor, Group, NativeSelect, NumberInput, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import classes from "./ConditionTree.module.css";
import { replaceNode, type UseNode } from "./tree";
import { TruthMark } from "./TruthMark";
import { useTree } from "./treeContext";

/** A reference to a primitive; under it, what its condition came to in a simulation. */
export function Reference({
  node,
  place,
  pointer,
}: {
  node: UseNode;
  place: string;
  pointer: string;
}) {
  const { t } = useTranslation("govern");
  const { change, primitives, steps } = useTree();
  const known = primitives.find((primitive) => primitive.id === node.primitive);
  const set = (edit: Partial<Pick<UseNode, "primitive" | "version">>) =>
    change?.((root) =>
      replaceNode(root, node.id, (each) => (each.kind === "use" ? { ...each, ...edit } : each)),
    );
  const inner = [...(steps?.values() ?? [])].filter((step) => step.path.startsWith(`${pointer}/`));

  const line = change ? (
    <Group gap={6}>
      <Text component="span" size="sm">
        {t("policy.primitive")}
      </Text>
      {primitives.length > 0 ? (
        <NativeSelect
          size="xs"
          aria-label={t("policy.primitiveOf", { place })}
          value={node.primitive === null ? "" : String(node.primitive)}
          data={[
            ...(known
              ? []
              : [{ value: String(node.primitive ?? ""), label: `#${node.primitive ?? "?"}` }]),
            ...primitives.map((each) => ({
              value: String(each.id),
              label: `${each.id} ${each.name}`,
            })),
          ]}
          onChange={(event) => {
            const id = Number(event.currentTarget.value);
            const next = primitives.find((each) => each.id === id);
            set({ primitive: id, version: next?.current ?? 1 });
          }}
        />
      ) : (
        <NumberInput
          size="xs"
          w={90}
          hideControls
          allowDecimal={false}
          aria-label={t("policy.primitiveOf", { place })}
          value={node.primitive ?? ""}
          onChange={(next) => set({ primitive: typeof next === "number" ? next : null })}
        />
      )}
      <NumberInput
        size="xs"
        w={80}
        min={1}
        max={known?.latest}
        allowDecimal={false}
        aria-label={t("policy.versionOf", { place })}
        prefix="v"
        value={node.version ?? ""}
        onChange={(next) => set({ version: typeof next === "number" ? next : null })}
      />
    </Group>
  ) : (
    <Text component="span" size="sm">
      {t("policy.primitive")}{" "}
      <Anchor
        component={Link}
        to={`/policies?view=primitives&primitive=${node.primitive ?? ""}`}
        inherit
      >
        {known?.name ?? `#${node.primitive ?? "?"}`}
      </Anchor>{" "}
      v{node.version ?? "?"}
    </Text>
  );

  return (
    <>
      {line}
      {inner.length > 0 && (
        <details>
          <summary>{t("policy.insidePrimitive", { count: inner.length })}</summary>
          <ul className={classes.branches}>
            {inner.map((step) => (
              <li key={step.path} className={classes.row} data-truth={step.truth}>
                <Text component="span" size="sm" ff="monospace" className={classes.grow}>
                  {step.asked}
                </Text>
                <TruthMark step={step} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
