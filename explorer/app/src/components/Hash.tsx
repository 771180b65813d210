import { Anchor, Group, Text } from "@mantine/core";
import { Link } from "react-router";
import { shortHash } from "../lib/format";
import { CopyIcon } from "./CopyIcon";

export interface HashProps {
  /** Digest, address or key; null shows a dash. */
  value: string | null | undefined;
  /** Where it leads in the explorer. */
  to?: string;
  /** Only its ends; so by default. */
  short?: boolean;
}

/** A digest with its way to the page about it and a button that copies it whole. */
export function Hash({ value, to, short = true }: HashProps) {
  if (!value) return <Text component="span">—</Text>;
  const text = short ? shortHash(value) : value;
  const wrap = short ? undefined : ("anywhere" as const);
  return (
    <Group component="span" gap={4} wrap="nowrap" display="inline-flex" maw="100%">
      {to === undefined ? (
        <Text
          component="span"
          ff="monospace"
          fz="0.93em"
          title={value}
          style={{ overflowWrap: wrap }}
        >
          {text}
        </Text>
      ) : (
        <Anchor
          component={Link}
          to={to}
          ff="monospace"
          fz="0.93em"
          title={value}
          style={{ overflowWrap: wrap }}
        >
          {text}
        </Anchor>
      )}
      <CopyIcon value={value} />
    </Group>
  );
}
