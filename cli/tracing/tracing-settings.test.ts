import { describe, expect, it } from 'vitest';
import { readTracing } from './tracing-settings.js';

const endpoint = 'http://collector:4318';
const on = (more: Record<string, string> = {}) =>
  readTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...more });

describe('tracing is off', () => {
  it.each([
    ['nothing is set', {}, 'OTEL_EXPORTER_OTLP_ENDPOINT nor'],
    ['the endpoint is empty', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, 'OTEL_EXPORTER_OTLP_ENDPOINT nor'],
    [
      'it is disabled',
      { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: 'TRUE' },
      'OTEL_SDK_DISABLED',
    ],
    ['none is to be sent', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER: 'none' }, 'none'],
  ])('where %s, and nobody is warned', (_, environment, why) => {
    expect(readTracing(environment)).toEqual({
      kind: 'off',
      why: expect.stringContaining(why),
      warnings: [],
    });
  });

  it.each([
    ['a protocol that is not spoken', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'Set it to http/protobuf'],
    [
      'one of traces alone',
      { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' },
      '_TRACES_PROTOCOL is http/json',
    ],
    ['another exporter', { OTEL_TRACES_EXPORTER: 'zipkin' }, 'Set it to otlp'],
    ['an address that is none', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'http://127.0.0.1:4318'],
    [
      'one of traces that is none',
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'nowhere' },
      '_TRACES_ENDPOINT is no address',
    ],
  ])('where %s is asked for, and the warning says the way out', (_, environment, wayOut) => {
    const read = on(environment);
    expect(read.kind).toBe('off');
    expect(read.warnings).toEqual([expect.stringContaining(wayOut)]);
  });
});

describe('tracing is on', () => {
  it('where an endpoint is set, with the defaults of OpenTelemetry', () => {
    expect(on()).toEqual({
      kind: 'on',
      endpoint: `${endpoint}/v1/traces`,
      sampler: 'parentbased_always_on',
      ratio: 1,
      batches: { mostWaiting: 2_048, size: 512, every: 5_000, within: 30_000 },
      warnings: [],
    });
  });

  it.each([
    ['below its path', { OTEL_EXPORTER_OTLP_ENDPOINT: `${endpoint}/otlp/` }, `${endpoint}/otlp/v1/traces`],
    ['of traces, as it is', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://t/in' }, 'https://t/in'],
    [
      'without what lets one in',
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://u:p@t/in?key=k' },
      'http://t/in',
    ],
  ])('and shows the address %s', (_, environment, shown) => {
    expect(on(environment)).toMatchObject({ kind: 'on', endpoint: shown, warnings: [] });
  });

  it('the protocol of traces outranks the one of all', () => {
    const environment = {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
    };
    expect(on(environment)).toMatchObject({ kind: 'on', warnings: [] });
  });

  it('takes sampler and batches as they are set', () => {
    const read = on({
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      OTEL_BSP_MAX_QUEUE_SIZE: '100',
      OTEL_BSP_SCHEDULE_DELAY: '1000',
      OTEL_BSP_EXPORT_TIMEOUT: '2000',
    });
    expect(read).toMatchObject({
      sampler: 'traceidratio',
      ratio: 0.25,
      batches: { mostWaiting: 100, size: 100, every: 1_000, within: 2_000 },
      warnings: [],
    });
  });

  it.each([
    ['OTEL_TRACES_SAMPLER', 'sometimes', { sampler: 'parentbased_always_on' }],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '10000000', { batches: { mostWaiting: 2_048 } }],
    ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '4096', { batches: { size: 512 } }],
    ['OTEL_BSP_SCHEDULE_DELAY', 'soon', { batches: { every: 5_000 } }],
    ['OTEL_PROPAGATORS', 'b3', {}],
    ['OTEL_TRACES_EXPORTER', 'otlp,console', {}],
  ])('and tells of %s that it cannot be %s', (name, value, taken) => {
    const read = on({ [name]: value });
    expect(read).toMatchObject({ kind: 'on', ...taken });
    expect(read.warnings).toEqual([expect.stringContaining(name)]);
  });

  it.each(['1.5', '-1', 'half'])('and takes all traces where the ratio is %s', (ratio) => {
    const read = on({ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: ratio });
    expect(read).toMatchObject({ ratio: 1, warnings: [expect.stringContaining('_ARG')] });
  });
});
