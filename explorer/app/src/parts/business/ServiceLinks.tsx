import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "../../components/Section";
import type { NodeLink } from "../../lib/types";

interface ServiceLinksProps {
  title: string;
  /** What is said without any. */
  none: string;
  /** What the other ends are called. */
  header: string;
  links: readonly NodeLink[];
  /** The other end of one: an access node of a participant, a participant of an access node. */
  end: (link: NodeLink) => ReactNode;
}

/** Which access node serves which participant, in which capacity, seen from one end. */
export function ServiceLinks({ title, none, header, links, end }: ServiceLinksProps) {
  const { t } = useTranslation("business");
  return (
    <Section title={title}>
      {links.length === 0 ? (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      ) : (
        <Table aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{header}</Table.Th>
              <Table.Th>{t("node.serves")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {links.map((link) => (
              <Table.Tr key={`${link.node}-${link.participant}`}>
                <Table.Td>{end(link)}</Table.Td>
                <Table.Td>
                  {(["issuer", "user"] as const)
                    .filter((capacity) => link[capacity])
                    .map((capacity) => t(`nodeRole.${capacity}`))
                    .join(" · ")}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  );
}
