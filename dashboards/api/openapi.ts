import type { Hono } from 'hono';
import type { DashboardEnv } from '../access/gate.js';
import {
  AuditEntryAnswer,
  ChangedRouteAnswer,
  ConfigurationAnswer,
  CoverageAnswer,
  EntityAnswer,
  EvidenceAnswer,
  FieldAnswer,
  IgnoredAnswer,
  ProblemAnswer,
  RouteAnswer,
} from './answers.js';
import { SampleAnswer } from './sample-answer.js';
import { UpstreamsAnswer } from './upstreams.js';
import { HistoryAnswer } from './history-answer.js';
import { PreviewAnswer, SuggestionsAnswer } from './rules-answers.js';
import {
  AuditQuery,
  DialBody,
  EntitiesQuery,
  FieldsQuery,
  HistoryQuery,
  PreviewBody,
  PromoteBody,
  ReasonBody,
  SamplesQuery,
} from './shapes.js';

import {
  ask,
  auditTold,
  component,
  entitiesTold,
  forgetting,
  get,
  type Json,
  listOf,
  schemaOf,
  told,
  write,
} from './openapi-parts.js';

const route = '/api/v1/routes/{route}';

/** The OpenAPI 3.1 document, made from the schemas that validate. */
export function openapiDocument(version: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Banyan',
      version,
      description: 'See the evidence of each route, and turn its dial with a reason.',
    },
    security: [{ bearer: [] }, {}],
    paths: Object.fromEntries([
      get('/api/v1/routes', 'every route with its evidence', told('routes', listOf('routes', 'Route'))),
      get(route, 'one route', told('the route', component('Route'))),
      get(
        `${route}/evidence`,
        'the evidence there is: what counts now, and what was compared under other versions and rules',
        told('evidence', listOf('evidence', 'Evidence')),
      ),
      get(`${route}/fields`, 'patterns that differ', told('fields', listOf('fields', 'Field')), FieldsQuery),
      get(
        `${route}/ignored`,
        'patterns that rules silence, and how often',
        told('patterns', listOf('ignored', 'Ignored')),
      ),
      get(
        `${route}/suggestions`,
        'rules that the evidence supports, tried on kept pairs',
        told('suggestions', component('Suggestions')),
      ),
      ask(
        `${route}/rules/preview`,
        'what rules would make of kept pairs; changes nothing',
        PreviewBody,
        told('before and after', component('Preview')),
      ),
      get(
        `${route}/coverage`,
        'how much was compared: fields, requests, hours of the day',
        told('the coverage', component('Coverage')),
      ),
      get(
        `${route}/history`,
        'what happened step by step, and who turned the dial',
        told('the history', component('History')),
        HistoryQuery,
      ),
      get(`${route}/entities`, 'entities that differ, newest first', entitiesTold, EntitiesQuery),
      forgetting(`${route}/entities/{key}`),
      get(
        `${route}/samples`,
        'kept samples, newest first',
        told('samples', listOf('samples', 'Sample')),
        SamplesQuery,
      ),
      get('/api/v1/samples/{id}', 'one sample', told('the sample', component('Sample'))),
      get('/api/v1/audit', 'what happened to dials and evidence, newest first', auditTold, AuditQuery),
      get(
        '/api/v1/config',
        'which reading of banyan.yaml serves, and why a newer one does not',
        told('what is told of it', component('Configuration')),
      ),
      get('/api/v1/upstreams', 'how every upstream stands', told('the upstreams', component('Upstreams'))),
      get(
        '/api/v1/events',
        'server-sent: `change` when something changed',
        told('events', { type: 'string' }, 'text/event-stream'),
      ),
      write('put', `${route}/dial`, 'turn the dial to a stage or a share', DialBody),
      write('post', `${route}/promote`, 'raise to the next step of the plan', PromoteBody),
      write('post', `${route}/rollback`, 'back to shadow, 0 %', ReasonBody),
      write('post', `${route}/hold`, 'let the dial only fall', ReasonBody),
      write('post', `${route}/resume`, 'end a hold', ReasonBody),
      write(
        'post',
        `${route}/acknowledge`,
        'say that a rollback was seen: the dial may rise again',
        ReasonBody,
      ),
      write(
        'post',
        `${route}/unlatch`,
        'let a dial rise again that rolled back too often; admins only',
        ReasonBody,
      ),
      write('post', `${route}/restart-evidence`, 'begin evidence anew; what was counted is kept', ReasonBody),
      get(
        '/metrics',
        'Prometheus metrics; as OpenMetrics, with exemplars, where `Accept` asks for application/openmetrics-text',
        told('metrics', { type: 'string' }, 'text/plain'),
      ),
    ]),
    components: {
      schemas: {
        Route: schemaOf(RouteAnswer),
        ChangedRoute: schemaOf(ChangedRouteAnswer),
        Evidence: schemaOf(EvidenceAnswer),
        Field: schemaOf(FieldAnswer),
        Ignored: schemaOf(IgnoredAnswer),
        Coverage: schemaOf(CoverageAnswer),
        History: schemaOf(HistoryAnswer),
        Entity: schemaOf(EntityAnswer),
        Sample: schemaOf(SampleAnswer),
        AuditEntry: schemaOf(AuditEntryAnswer),
        Configuration: schemaOf(ConfigurationAnswer),
        Upstreams: schemaOf(UpstreamsAnswer),
        Suggestions: schemaOf(SuggestionsAnswer),
        Preview: schemaOf(PreviewAnswer),
        Problem: schemaOf(ProblemAnswer),
      },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  };
}

/** `GET /openapi.json`. */
export function openapi(app: Hono<DashboardEnv>, version: string): void {
  const document = openapiDocument(version);
  app.get('/openapi.json', (c) => c.json(document));
}
