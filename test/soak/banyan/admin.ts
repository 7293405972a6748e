import { request } from 'node:http';

/** What the API tells of a route, as far as the soak reads it. */
export interface Card {
  readonly name: string;
  readonly requests: number;
  readonly compared: number;
  /** Compared, and followed until it is told what they are. */
  readonly settling: number;
  readonly mismatched: Readonly<Record<string, number>>;
  /** By reason. */
  readonly skipped: Readonly<Record<string, number>>;
}

const answersWithin = 20_000;

/** Asks the admin port, each time on a connection of its own: none stays that would be counted. */
export function askAdmin<Told>(port: number, method: string, path: string, body?: object): Promise<Told> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, method, path: `/api/v1${path}`, agent: false, timeout: answersWithin },
      (answer) => {
        let told = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (told += chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve(JSON.parse(told) as Told);
          else reject(new Error(`${method} ${path}: ${answer.statusCode} ${told}`));
        });
      },
    );
    asked.on('timeout', () => asked.destroy(new Error(`${method} ${path}: no answer within 20 s`)));
    asked.on('error', reject);
    if (text !== undefined) asked.setHeader('content-type', 'application/json');
    asked.end(text);
  });
}

/** What is told of every route. */
export const readCards = async (port: number): Promise<readonly Card[]> =>
  (await askAdmin<{ routes: Card[] }>(port, 'GET', '/routes')).routes;

/** Requests of a route that are compared or skipped. */
export const outcomesOf = ({ compared, skipped }: Card): number =>
  Object.values(skipped).reduce((sum, count) => sum + count, compared);
