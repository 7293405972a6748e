import type { Hono } from 'hono';
import { z } from 'zod';
import type { DashboardEnv } from '../access/gate.js';
import {
  AuditEntryAnswer,
  ConfigurationAnswer,
  CoverageAnswer,
  EntityAnswer,
  FieldAnswer,
  IgnoredAnswer,
  ProblemAnswer,
  RouteAnswer,
  SampleAnswer,
} from './answers.js';
import { PreviewAnswer, SuggestionsAnswer } from './rules-answers.js';
import {
  AuditQuery,
  DialBody,
  EntitiesQuery,
  ForgetBody,
  PreviewBody,
  PromoteBody,
  ReasonBody,
  SamplesQuery,
} from './shapes.js';

type Json = Record<string, unknown>;

const component = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const listOf = (member: string, name: string): Json => ({
  type: 'object',
  properties: { [member]: { type: 'array', items: component(name) } },
  required: [member],
});
const told = (description: string, schema: Json, type = 'application/json'): Json => ({
  description,
  content: { [type]: { schema } },
});

function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  // OpenAPI 3.1 schemas are JSON Schema 2020-12, the default of toJSONSchema; the dialect need not be repeated.
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}

const problems = Object.fromEntries(
  Object.entries({
    400: 'not HTTP',
    401: 'no token, or an unknown one',
    403: 'a foreign Host or Origin, a form, or a role that may not',
    404: 'no such route or sample',
    422: 'not valid: `problems` says where and why',
    503: 'not now',
  }).map(([status, text]) => [status, told(text, component('Problem'), 'application/problem+json')]),
);

const unreadable = {
  413: told('a body over 64 KiB', component('Problem'), 'application/problem+json'),
  415: told('not JSON', component('Problem'), 'application/problem+json'),
};

const bodyOf = (body: z.ZodType): Json => ({
  required: true,
  content: { 'application/json': { schema: schemaOf(body, 'input') } },
});

function parameters(path: string, query?: z.ZodType): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const properties = query === undefined ? {} : (schemaOf(query, 'input')['properties'] as Json);
  return [...inPath, ...Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }))];
}

const get = (path: string, summary: string, answer: Json, query?: z.ZodType): [string, Json] => [
  path,
  {
    get: {
      summary,
      parameters: parameters(path, query),
      responses: { 200: answer, ...problems },
    },
  },
];

/** A body is asked about; nothing changes. */
function ask(path: string, summary: string, body: z.ZodType, answer: Json): [string, Json] {
  const operation = {
    summary,
    parameters: parameters(path),
    requestBody: bodyOf(body),
    responses: { 200: answer, ...problems, ...unreadable },
  };
  return [path, { post: operation }];
}

function write(method: 'put' | 'post', path: string, summary: string, body: z.ZodType): [string, Json] {
  const changed = {
    allOf: [component('Route'), { type: 'object', properties: { entry: component('AuditEntry') } }],
  };
  const problem = component('Problem');
  const operation = {
    summary,
    parameters: parameters(path),
    requestBody: bodyOf(body),
    responses: {
      200: told('the changed route, with its audit entry', changed),
      ...problems,
      409: told(
        'another revision, or the guards: `detail` says which, and how to force',
        problem,
        'application/problem+json',
      ),
      ...unreadable,
    },
  };
  return [path, { [method]: operation }];
}

const route = '/api/v1/routes/{route}';

const entitiesTold: Json = {
  description: 'entities; for people’s tools as a file of rows alone',
  headers: {
    'x-banyan-cut': {
      description: 'What is not told: the list was cut at the limit, or is full. Absent when all is told.',
      schema: { type: 'string' },
    },
  },
  content: {
    'application/json': { schema: listOf('entities', 'Entity') },
    'text/csv': {
      schema: {
        type: 'string',
        description:
          'RFC 4180 with a header line, every cell in quotes. A cell that begins with = + - @ tab or CR begins with an apostrophe.',
      },
    },
    'application/x-ndjson': { schema: { type: 'string', description: 'One Entity a line.' } },
  },
};

/** `DELETE` of what is kept of an entity. */
function forgetting(path: string): [string, Json] {
  const forgotten = {
    type: 'object',
    properties: {
      forgotten: {
        type: 'object',
        properties: { samples: { type: 'integer' }, listed: { type: 'integer' } },
        required: ['samples', 'listed'],
      },
      entry: { anyOf: [component('AuditEntry'), { type: 'null' }] },
    },
    required: ['forgotten', 'entry'],
  };
  const operation = {
    summary:
      'delete samples and listed rows of an entity; counts stay, as hashes, and the audit names a hash',
    parameters: parameters(path),
    requestBody: bodyOf(ForgetBody),
    responses: {
      200: told('how many were deleted; without any there is no audit entry', forgotten),
      ...problems,
      ...unreadable,
    },
  };
  return [path, { delete: operation }];
}

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
      get(`${route}/fields`, 'patterns that differ', told('fields', listOf('fields', 'Field'))),
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
      get(`${route}/entities`, 'entities that differ, newest first', entitiesTold, EntitiesQuery),
      forgetting(`${route}/entities/{key}`),
      get(
        `${route}/samples`,
        'kept samples, newest first',
        told('samples', listOf('samples', 'Sample')),
        SamplesQuery,
      ),
      get('/api/v1/samples/{id}', 'one sample', told('the sample', component('Sample'))),
      get(
        '/api/v1/audit',
        'changes of dials, newest first',
        told('entries', listOf('entries', 'AuditEntry')),
        AuditQuery,
      ),
      get(
        '/api/v1/config',
        'which reading of banyan.yaml serves, and why a newer one does not',
        told('what is told of it', component('Configuration')),
      ),
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
      get('/metrics', 'Prometheus metrics', told('metrics', { type: 'string' }, 'text/plain')),
    ]),
    components: {
      schemas: {
        Route: schemaOf(RouteAnswer),
        Field: schemaOf(FieldAnswer),
        Ignored: schemaOf(IgnoredAnswer),
        Coverage: schemaOf(CoverageAnswer),
        Entity: schemaOf(EntityAnswer),
        Sample: schemaOf(SampleAnswer),
        AuditEntry: schemaOf(AuditEntryAnswer),
        Configuration: schemaOf(ConfigurationAnswer),
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
