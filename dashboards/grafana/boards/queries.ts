import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';

/** The data source is a variable: whoever imports a board chooses theirs. */
export const datasource = { type: 'prometheus', uid: '${datasource}' } as const;

/** One query of a panel: what is asked, and what its series are called. */
export interface Asked {
  readonly expr: string;
  /** In Grafana's `{{label}}` notation. */
  readonly legend?: string;
  /** Name within its panel; overrides and columns refer to it. */
  readonly ref?: string;
  /** Whether samples or traces are shown with it. */
  readonly exemplar?: boolean;
}

/** A query over the range of the board. */
export const overTime = ({ expr, legend = '', exemplar = false }: Asked, ref: string): DataqueryBuilder =>
  new DataqueryBuilder()
    .datasource(datasource)
    .expr(expr)
    .legendFormat(legend)
    .refId(ref)
    .exemplar(exemplar)
    .range();

/** A query of how it stands at the end of the board's range. */
export const asOfNow = (
  { expr, legend = '' }: Asked,
  ref: string,
  format = PromQueryFormat.TimeSeries,
): DataqueryBuilder =>
  new DataqueryBuilder()
    .datasource(datasource)
    .expr(expr)
    .legendFormat(legend)
    .refId(ref)
    .format(format)
    .instant();

/**
 * What every process tells of a route alike, as one: of a Banyan that only waits for the store nothing is taken, for
 * its evidence is not the one that turns the dial.
 * @param by further labels to be kept
 */
export const told = (selector: string, ...by: readonly string[]): string =>
  `max by (${['route', ...by].join(', ')}) (${selector} unless on (job, instance) banyan_store_standing{standing="standby"} == 1)`;

/** Per second, summed over processes. */
export const perSecond = (selector: string, ...by: readonly string[]): string =>
  `sum by (${by.join(', ')}) (rate(${selector}[$__rate_interval]))`;

/** In a window that ends now, summed over processes. */
export const within = (window: string, selector: string, ...by: readonly string[]): string =>
  `sum by (${by.join(', ')}) (increase(${selector}[${window}]))`;

/** In all of the board's range. */
export const inRange = (selector: string, ...by: readonly string[]): string =>
  within('$__range', selector, ...by);

const selecting = (metric: string, labels: readonly string[]): string => `${metric}{${labels.join(',')}}`;

/** A metric of the route that the board shows; `more` as in a selector of PromQL. */
export const ofRoute = (metric: string, ...more: readonly string[]): string =>
  selecting(metric, ['route="$route"', ...more]);

/** A metric of the processes that the board shows. */
export const ofProcess = (metric: string, ...more: readonly string[]): string =>
  selecting(metric, ['instance=~"$instance"', ...more]);
