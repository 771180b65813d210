import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
import { NeedsRuntime } from "../../parts/develop/NeedsRuntime";
import { StateReader } from "../../parts/develop/StateReader";

/** The state of the chain: an entry by pallet, name and keys, decoded, at a block. */
export default function State() {
  const { t } = useTranslation("develop");
  return (
    <Page title={t("state.title")} description={t("state.description")}>
      <NeedsRuntime>{(runtime) => <StateReader runtime={runtime} />}</NeedsRuntime>
    </Page>
  );
}
