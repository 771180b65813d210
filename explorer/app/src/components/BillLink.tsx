import { Anchor } from "@mantine/core";
import { Link } from "react-router";

/** A bill by its code and number, as a way to its page. */
export function BillLink({ code, number }: { code: string; number: string }) {
  return (
    <Anchor
      component={Link}
      to={`/bills/${code}/${number}`}
      ff="monospace"
      fz="0.93em"
      className="nowrap"
    >
      {code}-{number}
    </Anchor>
  );
}
