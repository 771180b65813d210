import { Anchor } from "@mantine/core";
import { Link } from "react-router";
import { Hash } from "../../components/Hash";
import { useRpc } from "../../lib/rpc";

const KEPT_MS = 10 * 60_000;

/** An account by the name of its participant; the address where it is nobody's. */
export function AccountName({ account }: { account: string }) {
  const query = useRpc<{ id: number; name: string } | null>("participant_get", [account], {
    staleMs: KEPT_MS,
  });
  const found = query.data;
  if (!found) return <Hash value={account} />;
  return (
    <Anchor component={Link} to={`/participants/${found.id}`} inherit title={account}>
      {found.name || `#${found.id}`}
    </Anchor>
  );
}
