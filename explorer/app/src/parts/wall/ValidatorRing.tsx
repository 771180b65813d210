import { useTranslation } from "react-i18next";
import type { Certificate } from "../../lib/types";
import classes from "./wall.module.css";

const RADIUS = 82;
const CENTRE = 100;
/** Degrees between two validators. */
const GAP = 4;

/** A point on the ring, by degrees from the top. */
function point(degrees: number): string {
  const angle = ((degrees - 90) * Math.PI) / 180;
  const [x, y] = [CENTRE + RADIUS * Math.cos(angle), CENTRE + RADIUS * Math.sin(angle)];
  return `${x.toFixed(2)} ${y.toFixed(2)}`;
}

/** The arc of one of several validators. */
export function arc(index: number, count: number): string {
  const span = 360 / count;
  const gap = count === 1 ? 0.01 : Math.min(GAP, span / 4);
  const [from, to] = [index * span + gap / 2, (index + 1) * span - gap / 2];
  const large = to - from > 180 ? 1 : 0;
  return `M ${point(from)} A ${RADIUS} ${RADIUS} 0 ${large} 1 ${point(to)}`;
}

/** The validators as a ring: who signed the last block, and who did not. */
export function ValidatorRing({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation("develop");
  const { signers } = certificate;
  const signed = signers.filter((signer) => signer.signed).length;
  return (
    <svg
      viewBox="0 0 200 200"
      className={classes.ring}
      role="img"
      aria-label={t("wall.ring", { signed, total: signers.length })}
    >
      {signers.map((signer, index) => (
        <path
          key={signer.publicKey}
          d={arc(index, signers.length)}
          fill="none"
          strokeWidth={22}
          className={signer.signed ? classes.signed : classes.missing}
          strokeDasharray={signer.signed ? undefined : "6 4"}
        />
      ))}
      <text x={CENTRE} y={CENTRE - 2} textAnchor="middle" className={classes.ringFigure}>
        {signed}/{signers.length}
      </text>
      <text x={CENTRE} y={CENTRE + 26} textAnchor="middle" className={classes.ringLabel}>
        {t("wall.signed")}
      </text>
    </svg>
  );
}
