import { type SamplerName, samplerNames } from '../../proxy/sampler.js';

/** What the environment says of tracing, by OpenTelemetry's standard variables; docs/tracing.md lists them. */
export type TracingSettings =
  | { readonly kind: 'off'; readonly why: string; readonly warnings: readonly string[] }
  | (TracesSent & { readonly kind: 'on'; readonly warnings: readonly string[] });

/** Which traces are sent where, and how much of them waits. */
export interface TracesSent {
  /** The collector's address as it may be shown: without a password and a query. */
  readonly endpoint: string;
  readonly sampler: SamplerName;
  /** Of the samplers by ratio, 0–1. */
  readonly ratio: number;
  readonly batches: Batches;
}

/** How spans wait to be sent. */
export interface Batches {
  /** Spans that wait at most; what is beyond is dropped. */
  readonly mostWaiting: number;
  /** Spans in one request at most. */
  readonly size: number;
  /** Milliseconds until what waits is sent, and that sending may take. */
  readonly every: number;
  readonly within: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment; pure, and what cannot be honoured is told, with the way out. */
export function readTracing(environment: Environment): TracingSettings {
  const warnings: string[] = [];
  const reader = new Reader(environment, warnings);
  const off = (why: string): TracingSettings => ({ kind: 'off', why, warnings });
  const address = reader.endpoint();
  if (!address) return off(unset);
  if (reader.text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return off('OTEL_SDK_DISABLED is true');
  const why = reader.whyNotSent(address);
  if (why !== undefined) return off(why);
  reader.propagators();
  const sampler = reader.sampler();
  const ratio = sampler.endsWith('ratio') ? reader.ratio() : 1;
  return {
    kind: 'on',
    endpoint: shown(new URL(address.url)),
    sampler,
    ratio,
    batches: reader.batches(),
    warnings,
  };
}

const unset = 'neither OTEL_EXPORTER_OTLP_ENDPOINT nor OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is set';

const shown = ({ origin, pathname }: URL): string => `${origin}${pathname}`;

/** The most that any queue may be set to: beyond, a collector that is away would take the machine's memory. */
const mostOfAll = 65_536;

class Reader {
  constructor(
    private readonly environment: Environment,
    private readonly warnings: string[],
  ) {}

  /** An empty one is as good as none, by OpenTelemetry's rules. */
  text(name: string): string | undefined {
    return this.environment[name]?.trim() || undefined;
  }

  endpoint(): { readonly name: string; readonly url: string } | undefined {
    const own = this.text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
    if (own !== undefined) return { name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', url: own };
    const base = this.text('OTEL_EXPORTER_OTLP_ENDPOINT');
    const url = base && `${base}${base.endsWith('/') ? '' : '/'}v1/traces`;
    return url === undefined ? undefined : { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', url };
  }

  /** Why nothing can be sent; what is wrong, and not only so meant, is a warning as well. */
  whyNotSent({ name, url }: { readonly name: string; readonly url: string }): string | undefined {
    const exporters = (this.text('OTEL_TRACES_EXPORTER') ?? 'otlp').split(',').map((one) => one.trim());
    if (exporters.includes('none')) return 'OTEL_TRACES_EXPORTER is none';
    const others = exporters.filter((one) => one !== 'otlp');
    if (others.length === exporters.length)
      return this.#warn(
        `OTEL_TRACES_EXPORTER is ${others.join(',')}, and Banyan sends OTLP alone: tracing is off. Set it to otlp, or leave it out.`,
      );
    if (others.length > 0)
      this.#warn(
        `OTEL_TRACES_EXPORTER names ${others.join(',')} beside otlp, which has no effect: Banyan sends OTLP alone.`,
      );
    return this.#wrongProtocol() ?? this.#wrongAddress(name, url);
  }

  #wrongProtocol(): string | undefined {
    const name = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'].find(
      (one) => this.text(one) !== undefined,
    );
    const protocol = name === undefined ? 'http/protobuf' : this.text(name);
    if (protocol === 'http/protobuf') return undefined;
    return this.#warn(
      `${name} is ${protocol}, and Banyan speaks http/protobuf alone: tracing is off. Set it to http/protobuf, and the endpoint to where the collector takes OTLP over HTTP, usually port 4318.`,
    );
  }

  #wrongAddress(name: string, url: string): string | undefined {
    if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return undefined;
    return this.#warn(
      `${name} is no address that begins with http:// or https://: tracing is off. Set it to the collector’s, such as http://127.0.0.1:4318.`,
    );
  }

  propagators(): void {
    const asked = this.text('OTEL_PROPAGATORS');
    if (asked === undefined || asked.split(',').some((one) => one.trim() === 'tracecontext')) return;
    this.#warn(
      `OTEL_PROPAGATORS is ${asked}, and Banyan reads and writes traceparent alone: other headers of traces pass as they come. Add tracecontext, or leave it out.`,
    );
  }

  sampler(): SamplerName {
    const asked = this.text('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on';
    const known = samplerNames.find((name) => name === asked);
    if (known === undefined)
      this.#warn(
        `OTEL_TRACES_SAMPLER is ${asked}, which is none of ${samplerNames.join(', ')}: parentbased_always_on is taken.`,
      );
    return known ?? 'parentbased_always_on';
  }

  ratio(): number {
    const asked = this.text('OTEL_TRACES_SAMPLER_ARG');
    const ratio = Number(asked ?? 1);
    if (ratio >= 0 && ratio <= 1) return ratio;
    this.#warn(`OTEL_TRACES_SAMPLER_ARG is ${asked}, which is no number from 0 to 1: all traces are taken.`);
    return 1;
  }

  batches(): Batches {
    const mostWaiting = this.#whole('OTEL_BSP_MAX_QUEUE_SIZE', 2_048, mostOfAll);
    const size = this.#whole('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', Math.min(512, mostWaiting), mostWaiting);
    const every = this.#whole('OTEL_BSP_SCHEDULE_DELAY', 5_000, 600_000);
    const within = this.#whole('OTEL_BSP_EXPORT_TIMEOUT', 30_000, 600_000);
    return { mostWaiting, size, every, within };
  }

  #whole(name: string, otherwise: number, most: number): number {
    const asked = this.text(name);
    if (asked === undefined) return otherwise;
    const value = Number(asked);
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    this.#warn(`${name} is ${asked}, which is no whole number from 1 to ${most}: ${otherwise} is taken.`);
    return otherwise;
  }

  #warn(warning: string): string {
    this.warnings.push(warning);
    return warning;
  }
}
