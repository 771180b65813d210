import { VisuallyHidden } from "@mantine/core";
import type { ECharts, EChartsCoreOption } from "echarts/core";
import { useEffect, useEffectEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ChartTable } from "../../components/Chart";
import { followSize } from "../../components/chart/follow";
import classes from "./wall.module.css";

/** A chart on the wall, and its figures for those who do not see it. */
export function WallChart({
  option,
  label,
  table,
  className = "",
}: {
  option: EChartsCoreOption;
  label: string;
  table: ChartTable;
  className?: string;
}) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const draw = useEffectEvent((made: ECharts) => {
    made.setOption({ animationDuration: 300, ...option }, { notMerge: true });
  });

  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    let gone = false;
    let observer: ResizeObserver | undefined;
    void import("../../components/chart/engine").then(({ createChart }) => {
      if (gone) return;
      const made = createChart(element, "dark");
      chart.current = made;
      draw(made);
      observer = followSize(made, element);
    });
    return () => {
      gone = true;
      observer?.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    if (chart.current) draw(chart.current);
  }, [option]);

  return (
    <div className={`${classes.chart} ${className}`}>
      <div
        ref={place}
        className={classes.canvas}
        role="img"
        aria-label={t("chart.label", { title: label, count: table.rows.length })}
      />
      <VisuallyHidden>
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              {table.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column}>{cell ?? "—"}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </div>
  );
}
