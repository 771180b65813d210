import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
import { QueryState } from "../../components/QueryState";
import { useRpc } from "../../lib/rpc";
import { RpcCaller } from "../../parts/develop/rpc/RpcCaller";
import type { OpenRpc } from "../../parts/develop/rpc/schema";

/** The JSON-RPC methods of the node, called by hand. */
export default function Rpc() {
  const { t } = useTranslation("develop");
  const document = useRpc<OpenRpc>("rpc_discover", [], { staleMs: 10 * 60_000 });
  const methods = useRpc<{ methods: string[] }>("rpc_methods", [], { staleMs: 10 * 60_000 });
  return (
    <Page title={t("rpc.title")} description={t("rpc.description")}>
      <QueryState query={document}>
        {(found) => {
          const described = new Set(found.methods.map((each) => each.name));
          const others = (methods.data?.methods ?? []).filter((name) => !described.has(name));
          return <RpcCaller document={found} others={others.sort()} />;
        }}
      </QueryState>
    </Page>
  );
}
