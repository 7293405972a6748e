import { type OpenMetricsContentType, Registry } from 'prom-client';

/** How metrics are written: OpenMetrics, which carries exemplars, or the plain text that every client reads. */
export type Exposition = 'openmetrics' | 'text';

/** Where metrics are declared: the library takes exemplars into no other registry. */
export type OpenRegistry = Registry<OpenMetricsContentType>;

/** A registry of which nothing is told yet. */
export function openRegistry(): OpenRegistry {
  const registry: OpenRegistry = new Registry();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  return registry;
}

/**
 * Writes all metrics of a registry either way, one scrape beside another. A registry writes in one way only, so the
 * same metrics are in two; and one that writes OpenMetrics takes the ending off the names of counters, so that each
 * gets its own back before the next is written.
 */
export function exposition(
  open: OpenRegistry,
): (as: Exposition) => Promise<{ readonly type: string; readonly text: string }> {
  const named = open.getMetricsAsArray().map((metric) => ({ metric, name: metric.name }));
  const plain = Registry.merge([open as Registry<never>]);
  plain.setContentType(Registry.PROMETHEUS_CONTENT_TYPE);
  return async (as) => {
    for (const { metric, name } of named) metric.name = name;
    const writer = as === 'openmetrics' ? open : plain;
    return { type: writer.contentType, text: await writer.metrics() };
  };
}
