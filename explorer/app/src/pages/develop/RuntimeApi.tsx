import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
import { NeedsRuntime } from "../../parts/develop/NeedsRuntime";
import { RuntimeCaller } from "../../parts/develop/RuntimeCaller";

/** What the node may ask of the runtime, asked by hand. */
export default function RuntimeApi() {
  const { t } = useTranslation("develop");
  return (
    <Page title={t("runtime.title")} description={t("runtime.description")}>
      <NeedsRuntime>{(runtime) => <RuntimeCaller runtime={runtime} />}</NeedsRuntime>
    </Page>
  );
}
