import { z } from 'zod';
import { ForgetBody } from './shapes.js';

// What the OpenAPI document is put together from.

/** A piece of an OpenAPI document. */
export type Json = Record<string, unknown>;

/** A reference to a schema of the document. */
export const component = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
/** A list of these, wrapped in an object under a name. */
export const listOf = (member: string, name: string): Json => ({
  type: 'object',
  properties: { [member]: { type: 'array', items: component(name) } },
  required: [member],
});
/** An answer that tells something of this schema. */
export const told = (description: string, schema: Json, type = 'application/json'): Json => ({
  description,
  content: { [type]: { schema } },
});

/** The JSON Schema of what the API takes or tells. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): Json {
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

/** A `GET` of a path. */
export const get = (path: string, summary: string, answer: Json, query?: z.ZodType): [string, Json] => [
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
export function ask(path: string, summary: string, body: z.ZodType, answer: Json): [string, Json] {
  const operation = {
    summary,
    parameters: parameters(path),
    requestBody: bodyOf(body),
    responses: { 200: answer, ...problems, ...unreadable },
  };
  return [path, { post: operation }];
}

/** A change of a dial, answered by the changed route. */
export function write(
  method: 'put' | 'post',
  path: string,
  summary: string,
  body: z.ZodType,
): [string, Json] {
  const problem = component('Problem');
  const operation = {
    summary,
    parameters: parameters(path),
    requestBody: bodyOf(body),
    responses: {
      200: told('the changed route, with its audit entry', component('ChangedRoute')),
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

/** What `GET …/entities` answers, by what is asked for. */
export const entitiesTold: Json = {
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

/** What `GET /api/v1/audit` answers, by what is asked for. */
export const auditTold: Json = {
  description: 'entries; as NDJSON the chain as it is hashed',
  content: {
    'application/json': { schema: listOf('entries', 'AuditEntry') },
    'application/x-ndjson': {
      schema: {
        type: 'string',
        description:
          'Oldest first, one AuditEntry a line, its members sorted by name and without blanks. `hash` is the SHA-256 of the line without the member `hash`. An answer that breaks off is not whole.',
      },
    },
  },
};

/** `DELETE` of what is kept of an entity. */
export function forgetting(path: string): [string, Json] {
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
