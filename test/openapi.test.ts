import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { useItems } from './items.cases.js';

type Method = 'get' | 'put' | 'post' | 'delete';
/** What this test reads of an OpenAPI document. */
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<Method, Operation>>>>>;
}
interface Operation {
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, object>> }>>;
}

const given = useItems();

/** A Banyan that compared something, and how it is asked. */
async function start() {
  const seen = '  seen: { match: { path: "/seen/:id" }, legacy: legacy }\n';
  const banyan = await given.started.banyan(given.items.yaml() + seen);
  await banyan.visit([1, 2, 3, 4, 5, 1]);
  await fetch(`${banyan.running.proxy}/seen/1`);
  await banyan.settled(6);
  const ask = (path: string, method: Method = 'get', body?: object): Promise<Response> =>
    fetch(`${banyan.running.admin}${path}`, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  return { ask, document: (await (await ask('/openapi.json')).json()) as Document };
}

/** Says what of an answer a document does not say; undefined where it says it all. */
function reader(document: Document) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': true } });
  ajv.addSchema({ $id: 'http://banyan/api', ...document });
  return async (path: string, method: Method, response: Response): Promise<unknown> => {
    const type = (response.headers.get('content-type') ?? '').replace(/;.*/, '');
    const status = String(response.status);
    if (document.paths[path]?.[method]?.responses[status]?.content[type] === undefined)
      return `${status} ${type} is not in the document`;
    if (!type.endsWith('json')) return void (await response.arrayBuffer());
    const at = ['paths', path, method, 'responses', status, 'content', type, 'schema']
      .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const validate = ajv.compile({ $ref: `http://banyan/api#/${at}` });
    return validate(await response.json()) ? undefined : validate.errors;
  };
}

it('answers whoever reads as its own document says', async () => {
  const { ask, document } = await start();
  const untold = reader(document);
  const { samples } = (await (await ask('/api/v1/routes/items/samples')).json()) as {
    samples: readonly { id: string }[];
  };
  expect(samples).not.toEqual([]);
  // Its events never end.
  const paths = Object.keys(document.paths).filter(
    (path) => document.paths[path]?.get && !path.endsWith('/events'),
  );
  expect(paths.length).toBeGreaterThan(13);
  for (const path of paths)
    for (const route of path.includes('{route}') ? ['items', 'seen', 'nobody'] : [''])
      for (const query of path.endsWith('/history')
        ? ['', '?last=35d', '?from=2100-01-01T00:00:00Z']
        : ['']) {
        const url = path.replace('{route}', route).replace('{id}', samples[0]!.id) + query;
        expect.soft(await untold(path, 'get', await ask(url)), url).toBeUndefined();
      }
}, 30_000);

it('answers whoever changes something as its own document says', async () => {
  const { ask, document } = await start();
  const untold = reader(document);
  const route = '/api/v1/routes/{route}';
  const changes = [
    ['put', `${route}/dial`, { share: '5%', force: true }, 200],
    ['post', `${route}/hold`, {}, 200],
    ['post', `${route}/resume`, {}, 200],
    ['post', `${route}/rollback`, {}, 200],
    ['post', `${route}/promote`, {}, 409],
    ['post', `${route}/acknowledge`, {}, 200],
    ['post', `${route}/unlatch`, {}, 409],
    ['post', `${route}/rules/preview`, { rules: { ignore: ['$.total'] } }, 200],
    ['delete', `${route}/entities/{key}`, {}, 200],
    ['post', `${route}/restart-evidence`, {}, 200],
  ] as const;
  const changing = Object.entries(document.paths).flatMap(([path, methods]) =>
    (['put', 'post', 'delete'] as const).filter((one) => methods[one]).map((one) => `${one} ${path}`),
  );
  expect(changes.map(([method, path]) => `${method} ${path}`).toSorted()).toEqual(changing.toSorted());
  for (const [method, path, body, status] of changes) {
    const url = path.replace('{route}', 'items').replace('{key}', '1');
    const told = await ask(url, method, path.endsWith('/preview') ? body : { ...body, reason: 'to see' });
    expect.soft([told.status, await untold(path, method, told)], url).toEqual([status, undefined]);
  }
}, 30_000);
