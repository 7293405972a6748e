import type { CompareRules } from '../../comparators/rules/rules-schema.js';
import type { Role } from '../../evidence/desk.js';
import type { KeepFor } from '../../evidence/keep-for.js';
import type { NotifyRule } from '../../evidence/notify/webhooks.js';
import type { TlsRule } from '../../proxy/tls-rule.js';
import { normaliseUpstream, type UpstreamRule } from '../../proxy/upstream-rule.js';
import { normaliseVersion } from '../../proxy/version-rule.js';
import type { VersionSources } from '../../proxy/watched-versions.js';
import { normaliseRoute, type RouteRule } from '../../routing-rules/route-rule.js';
import type { CustomModule } from './custom-modules.js';
import type { AuthoredConfiguration } from './schema.js';
import { whatAnswers } from './what-answers.js';

const day = 86_400_000;

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** A route with what the comparators read of it. */
export interface ConfiguredRoute {
  readonly rule: RouteRule;
  readonly compare: CompareRules;
  readonly redact: readonly string[];
  readonly custom: CustomModule | undefined;
  /** What answers for both sides, by {@link whatAnswers}. */
  readonly answers: string;
  readonly notify: readonly NotifyRule[];
}

/** banyan.yaml with every default filled in; plain data, so that every thread can be given it. */
export interface Configuration {
  readonly proxy: ListenAddress & {
    readonly expose: boolean;
    readonly overrideTokenEnv: string | null;
    readonly captureCap: number;
    /** Milliseconds until a request's head, and all of it, must have arrived; and how long an idle connection stays. */
    readonly headerTimeout: number;
    readonly requestTimeout: number;
    readonly keepAlive: number;
    /** Milliseconds that running requests are given to end. */
    readonly drain: number;
  };
  readonly admin: ListenAddress & {
    readonly hosts: readonly string[];
    readonly tokens: readonly { readonly name: string; readonly role: Role; readonly env: string }[];
    /** Where a trace is shown, with `{traceId}` in its place; null where nobody says. */
    readonly traceUrl: string | null;
  };
  readonly store: string;
  readonly keep: KeepFor;
  readonly upstreams: readonly UpstreamRule[];
  /** Apart from the rules: another source of a version costs no connection. */
  readonly versions: VersionSources;
  readonly passthrough: string;
  readonly routes: readonly ConfiguredRoute[];
}

/**
 * Fills in what the file left out.
 * @param tls what the upstreams' files held, by upstream
 * @param custom the custom comparators, by route
 */
export function normaliseConfiguration(
  file: AuthoredConfiguration,
  tls: ReadonlyMap<string, TlsRule>,
  custom: ReadonlyMap<string, CustomModule>,
): Configuration {
  const upstreams = Object.entries(file.upstreams).map(([name, rule]) =>
    normaliseUpstream(name, rule, tls.get(name)),
  );
  return {
    proxy: {
      ...listenAddress(file.proxy?.listen ?? '127.0.0.1:8080'),
      expose: file.proxy?.expose ?? false,
      overrideTokenEnv: file.proxy?.overrideTokenEnv ?? null,
      captureCap: file.proxy?.captureCap ?? 1024 * 1024,
      headerTimeout: file.proxy?.headerTimeout ?? 10_000,
      requestTimeout: file.proxy?.requestTimeout ?? 60_000,
      keepAlive: file.proxy?.keepAlive ?? 75_000,
      drain: file.proxy?.drain ?? 30_000,
    },
    admin: {
      ...listenAddress(file.admin?.listen ?? '127.0.0.1:8081'),
      hosts: file.admin?.hosts ?? [],
      tokens: file.admin?.tokens ?? [],
      traceUrl: file.admin?.traceUrl ?? null,
    },
    store: file.store ?? './.banyan/banyan.db',
    keep: { samples: file.keep?.samples ?? 7 * day, listed: file.keep?.entities ?? 30 * day },
    upstreams,
    versions: versionSources(file),
    passthrough: file.passthrough ?? defaultPassthrough(file, upstreams),
    routes: Object.entries(file.routes ?? {}).map(([name, { compare, redact, ...route }]) => {
      const rule = normaliseRoute(name, route);
      return {
        rule,
        compare: compare ?? {},
        redact: redact ?? [],
        custom: custom.get(name),
        answers: whatAnswers(rule, upstreams),
        notify: route.notify ?? [],
      };
    }),
  };
}

function versionSources(file: AuthoredConfiguration): VersionSources {
  return Object.fromEntries(
    Object.entries(file.upstreams).flatMap(([name, { version }]) => {
      const source = normaliseVersion(version);
      return source ? [[name, source]] : [];
    }),
  );
}

/** Without a word on it, unmatched requests go where the routes come from: to the first route's legacy. */
function defaultPassthrough(file: AuthoredConfiguration, upstreams: readonly UpstreamRule[]): string {
  return Object.values(file.routes ?? {})[0]?.legacy ?? upstreams[0]?.name ?? '';
}

function listenAddress(text: string): ListenAddress {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}
