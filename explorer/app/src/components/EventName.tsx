import { Text } from "@mantine/core";
import { useCatalogue } from "../lib/catalogue";

/** An event by its name, with what it says under it. */
export function EventName({ pallet, name }: { pallet: string; name: string }) {
  const words = useCatalogue().event(pallet, name);
  return (
    <>
      <Text component="span" inherit fw={500} className="breakable">
        {pallet}.{name}
      </Text>
      {words !== null && (
        <Text component="span" display="block" size="xs" c="dimmed" fw={400}>
          {words}
        </Text>
      )}
    </>
  );
}
