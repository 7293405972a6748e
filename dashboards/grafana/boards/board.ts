import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  RowBuilder,
  TextBoxVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { colours } from './colours.js';
import { datasource } from './queries.js';

/** One board: its panels stand in sections, each a row of Grafana's. */
export interface BoardParts {
  readonly uid: string;
  readonly title: string;
  readonly about: string;
  readonly sections: readonly { readonly title: string; readonly panels: readonly Builder<Panel>[] }[];
  readonly variables?: readonly Builder<VariableModel>[];
  /** Which routes' turns of the dial are marked; a selector. */
  readonly turnsOf: string;
}

/** Puts a board together: what all of them share, then its own. */
export function board({ uid, title, about, sections, variables = [], turnsOf }: BoardParts): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(about)
    .tags(['banyan'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-1h', to: 'now' })
    .refresh('15s')
    .variables([whichPrometheus, whereIsBanyan, ...variables])
    .annotation(turns(turnsOf))
    .links([
      new DashboardLinkBuilder('Boards of Banyan')
        .type(DashboardLinkType.Dashboards)
        .tags(['banyan'])
        .keepTime(true),
      new DashboardLinkBuilder('Banyan’s own page')
        .type(DashboardLinkType.Link)
        .url('${banyan}')
        .targetBlank(true),
    ]);
  for (const section of sections) {
    builder.withRow(new RowBuilder(section.title));
    for (const panel of section.panels) builder.withPanel(panel);
  }
  return numbered(builder.build());
}

/** Links refer to panels by number: the same for the same place. */
function numbered(built: Dashboard): Dashboard {
  return { ...built, panels: (built.panels ?? []).map((panel, at) => ({ ...panel, id: at + 1 })) };
}

const whichPrometheus = new DatasourceVariableBuilder('datasource')
  .label('Prometheus')
  .type('prometheus')
  .current({ text: 'Prometheus', value: 'banyan-prometheus' });

const whereIsBanyan = new TextBoxVariableBuilder('banyan')
  .label('Banyan’s page')
  .description('Where Banyan’s own page is reached from your browser; links lead there.')
  .defaultValue('http://localhost:8081');

/** Every turn of a dial, by whom: also the first one of its kind, which is no increase of anything. */
const turns = (selector: string): AnnotationQueryBuilder => {
  const counted = (at = ''): string =>
    `sum by (route, direction, by) (banyan_dial_changes_total${selector}${at})`;
  return new AnnotationQueryBuilder()
    .name('Turns of the dial')
    .datasource(datasource)
    .enable(true)
    .iconColor(colours.candidate)
    .expr(
      `(${counted()} - ${counted(' offset 1m')} > 0) or (${counted()} > 0 unless ${counted(' offset 1m')})`,
    )
    .titleFormat('{{route}}: {{direction}} by {{by}}')
    .step('60s');
};

/** A variable with the values of a label. */
export const valuesOf = (name: string, label: string, metric: string): QueryVariableBuilder =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(datasource)
    .query({ query: `label_values(${metric}, ${name})`, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
