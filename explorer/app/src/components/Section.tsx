import { Paper, Title } from "@mantine/core";
import { useId, type ReactNode } from "react";

/** A part of a page, in a frame under its title. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const heading = useId();
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={heading}>
      <Title order={2} size="h4" mb="sm" id={heading}>
        {title}
      </Title>
      {children}
    </Paper>
  );
}
