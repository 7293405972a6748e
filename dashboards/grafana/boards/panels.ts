import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as Bars } from '@grafana/grafana-foundation-sdk/bargauge';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as Timeline } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as Lines } from '@grafana/grafana-foundation-sdk/timeseries';
import { fixed, type Meaning, meanings, noteOf, single } from './looks.js';
import { type Asked, asOfNow, datasource, overTime } from './queries.js';

/** What every panel says of itself. */
export interface Told {
  readonly title: string;
  /** What it means and what to do about it, in sentences. */
  readonly about: string;
  /** What stands there while there is nothing to draw. */
  readonly empty: string;
  /** Of the 24 columns of a board. */
  readonly width: number;
  readonly height: number;
  readonly unit: string;
  readonly asked: readonly Asked[];
}

/** What the builders of all kinds of panels have in common. */
interface AnyPanel<Self> extends Builder<Panel> {
  title(title: string): Self;
  description(text: string): Self;
  datasource(of: typeof datasource): Self;
  span(columns: number): Self;
  height(rows: number): Self;
  unit(unit: string): Self;
  noValue(text: string): Self;
}

/** Gives a panel what every panel has. */
export const dressed = <Self extends AnyPanel<Self>>(panel: Self, told: Omit<Told, 'asked'>): Self =>
  panel
    .title(told.title)
    .description(told.about)
    .datasource(datasource)
    .span(told.width)
    .height(told.height)
    .unit(told.unit)
    .noValue(told.empty);

const refOf = (asked: Asked, at: number): string => asked.ref ?? String.fromCharCode(65 + at);

/** Series over time. */
export function lines(
  told: Told & {
    /** By the name of a series, or of a query in `{ ref }`. */
    readonly looks?: Readonly<Record<string, readonly DynamicConfigValue[]>>;
    readonly stacked?: boolean;
    readonly stepped?: boolean;
    readonly max?: number;
    /** Where a sample or a route is to be looked at. */
    readonly links?: Parameters<Lines['dataLinks']>[0];
  },
): Lines {
  const panel = dressed(new Lines(), told)
    .targets(told.asked.map((asked, at) => overTime(asked, refOf(asked, at))))
    .min(0)
    .lineWidth(1)
    .fillOpacity(told.stacked ? 60 : 0)
    .drawStyle(told.stacked ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
    .lineInterpolation(told.stepped ? LineInterpolation.StepAfter : LineInterpolation.Linear)
    .showPoints(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (told.stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  if (told.max !== undefined) panel.max(told.max);
  if (told.links) panel.dataLinks(told.links);
  for (const [name, look] of Object.entries(told.looks ?? {})) panel.overrideByName(name, [...look]);
  return panel;
}

/** One number, or one for each series, as of now. */
export function stat(told: Told & { readonly means?: Meaning; readonly sparkline?: boolean }): Stat {
  const panel = dressed(new Stat(), told)
    .targets(told.asked.map((asked, at) => (told.sparkline ? overTime : asOfNow)(asked, refOf(asked, at))))
    .graphMode(told.sparkline ? BigValueGraphMode.Area : BigValueGraphMode.None)
    .colorMode(told.means ? BigValueColorMode.Background : BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false));
  return told.means
    ? panel.mappings([...meanings(told.means)]).thresholds(single(noteOf(told.means)))
    : panel.colorScheme(fixed());
}

/** How something stood over time, a row for each series. */
export function timeline(told: Omit<Told, 'unit'> & { readonly means: Meaning }): Timeline {
  return dressed(new Timeline(), { ...told, unit: 'none' })
    .targets(told.asked.map((asked, at) => overTime(asked, refOf(asked, at))))
    .mappings([...meanings(told.means)])
    .thresholds(single(noteOf(told.means)))
    .mergeValues(true)
    .showValue(VisibilityMode.Auto)
    .rowHeight(0.8)
    .fillOpacity(80)
    .legend(new VizLegendOptionsBuilder().showLegend(false).displayMode(LegendDisplayMode.Hidden));
}

/** The largest of something, as bars. */
export function bars(told: Told): Bars {
  return dressed(new Bars(), told)
    .targets(told.asked.map((asked, at) => asOfNow(asked, refOf(asked, at))))
    .min(0)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
    .colorScheme(fixed());
}
