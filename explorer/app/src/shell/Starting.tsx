import { Center, Loader } from "@mantine/core";

/** While the code of a page is on its way. */
export function Starting() {
  return (
    <Center mih={240}>
      <Loader size="sm" />
    </Center>
  );
}
