import type { ConfigurationNews } from '../../dashboards/configuration-news.js';
import { effectiveYaml } from './effective.js';

/** What the main thread tells of banyan.yaml: what is in force is left to whoever shows it, to be made of the text. */
export type NewsOfFile = Omit<ConfigurationNews, 'effective'> & {
  /** The file as it was read for what serves. It may hold secrets. */
  readonly text: string;
};

/** The news as they are shown; what is in force is made when it is first asked for, and kept. */
export function shownNews({ text, ...news }: NewsOfFile): ConfigurationNews {
  let made: string | undefined;
  return {
    ...news,
    get effective() {
      return (made ??= effectiveYaml(text));
    },
  };
}
