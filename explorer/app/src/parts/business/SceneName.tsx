import { Anchor } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useItem } from "../../lib/api";
import type { Page, SceneRow } from "../../lib/types";

const KEPT_MS = 60_000;

/** The names of the scenes by their numbers; empty until they are known. */
export function useSceneNames(): ReadonlyMap<number, string> {
  const scenes = useItem<Page<SceneRow>>("/scenes", { limit: 200 }, { staleMs: KEPT_MS });
  return new Map(scenes.data?.items.map(({ id, name }) => [id, name]));
}

/** A scene by name, with a link to its page. */
export function SceneName({ id }: { id: number }) {
  const { t } = useTranslation("business");
  const names = useSceneNames();
  return (
    <Anchor inherit component={Link} to={`/scenes/${id}`}>
      {names.get(id) ?? t("scene.number", { id })}
    </Anchor>
  );
}
