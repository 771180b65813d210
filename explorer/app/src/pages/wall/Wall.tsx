import { useFullscreenDocument } from "@mantine/hooks";
import {
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconLayoutDashboard,
  IconSettings,
} from "@tabler/icons-react";
import { useEffect, useState, type CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatTime } from "../../lib/format";
import { AlertsTicker } from "../../parts/wall/AlertsTicker";
import {
  AccessNodes,
  Ageing,
  Areas,
  Kinds,
  Pulse,
  Totals,
  Trend,
  Validators,
} from "../../parts/wall/Panels";
import { useFit } from "../../parts/wall/scale";
import { useSettings } from "../../parts/wall/settings";
import { SettingsDialog } from "../../parts/wall/SettingsDialog";
import { Tiles } from "../../parts/wall/Tiles";
import { useNotices, useWarningWords } from "../../parts/wall/useNotices";
import { useWallData, type WallData } from "../../parts/wall/useWallData";
import classes from "../../parts/wall/wall.module.css";

function Head({ data, onSettings }: { data: WallData; onSettings: () => void }) {
  const { t } = useTranslation("develop");
  const { toggle, fullscreen } = useFullscreenDocument();
  const { status, activity, now } = data;
  const open = activity.state === "open" && !status.isError;
  return (
    <header className={classes.head}>
      <div className={classes.headSide}>
        <span className={`${classes.live} ${open ? "" : classes.liveOff}`} role="status">
          {t(open ? "wall.live" : "wall.notLive")}
        </span>
        <span>{status.data?.chain ?? ""}</span>
      </div>
      <h1>{t("wall.title")}</h1>
      <div className={classes.headSide}>
        <span className={classes.clock}>{formatTime(now)}</span>
        <button
          type="button"
          className={classes.button}
          aria-label={t("wall.settings")}
          onClick={onSettings}
        >
          <IconSettings aria-hidden />
        </button>
        <button
          type="button"
          className={classes.button}
          aria-label={t(fullscreen ? "wall.leaveFullscreen" : "wall.fullscreen")}
          onClick={() => void toggle()}
        >
          {fullscreen ? <IconArrowsMinimize aria-hidden /> : <IconArrowsMaximize aria-hidden />}
        </button>
        <Link to="/" className={classes.button} aria-label={t("wall.leave")}>
          <IconLayoutDashboard aria-hidden />
        </Link>
      </div>
    </header>
  );
}

function Warnings({ data }: { data: WallData }) {
  const { t } = useTranslation("develop");
  const words = useWarningWords();
  return (
    <div role="alert">
      {data.warnings.length > 0 && (
        <ul className={classes.warnings} aria-label={t("wall.warnings")}>
          {data.warnings.map((warning) => (
            <li key={warning.key}>{words(warning)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The whole chain at a glance, for a screen on a wall. */
export default function Wall() {
  const { t } = useTranslation("develop");
  const settings = useSettings();
  const data = useWallData(settings);
  const { unit, flows } = useFit();
  const [setting, setSetting] = useState(false);
  useNotices(data.warnings, settings.notify);
  const title = t("wall.title");
  useEffect(() => {
    document.title = title;
  }, [title]);

  return (
    <main
      className={`${classes.root} ${flows ? classes.flows : ""}`}
      style={{ "--u": `${unit}px` } as CSSProperties}
    >
      <div className={classes.stage}>
        <Head data={data} onSettings={() => setSetting(true)} />
        <div className={classes.top}>
          <Warnings data={data} />
          <Tiles data={data} />
        </div>
        <div className={classes.main}>
          <div className={`${classes.column} ${classes.left}`}>
            <Areas query={data.areas} settings={settings} unit={unit} />
            <Kinds query={data.kinds} settings={settings} unit={unit} isNarrow={flows} />
            <Totals data={data} />
          </div>
          <div className={`${classes.column} ${classes.centre}`}>
            <Trend data={data} unit={unit} />
            <Pulse data={data} unit={unit} />
          </div>
          <div className={`${classes.column} ${classes.right}`}>
            <Validators data={data} />
            <Ageing data={data} unit={unit} />
            <AccessNodes data={data} />
          </div>
        </div>
        <AlertsTicker alerts={data.alerts} />
      </div>
      {setting && <SettingsDialog settings={settings} onClose={() => setSetting(false)} />}
    </main>
  );
}
