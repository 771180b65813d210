import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
import { MetadataBrowser } from "../../parts/develop/metadata/MetadataBrowser";
import { NeedsRuntime } from "../../parts/develop/NeedsRuntime";

/** What the runtime says of itself. */
export default function Metadata() {
  const { t } = useTranslation("develop");
  return (
    <Page title={t("metadata.title")} description={t("metadata.description")}>
      <NeedsRuntime>{(runtime) => <MetadataBrowser runtime={runtime} />}</NeedsRuntime>
    </Page>
  );
}
