import { pathToFileURL } from 'node:url';
import { createContext, Script } from 'node:vm';
import { type CustomCompare, CustomError } from '../comparators/custom.js';
import type { CustomModule } from './configuration/custom-modules.js';

/** What a custom comparator may cost, in milliseconds. */
export interface CustomLimits {
  /** One call. */
  readonly call: number;
  /** Loading its module. */
  readonly load: number;
  /** How long it is not asked again when it was too slow several times in a row. */
  readonly rest: number;
}

const inService: CustomLimits = { call: 250, load: 5_000, rest: 60_000 };

/** So many calls in a row that are too slow, and the comparator rests. */
const mostSlow = 3;

/**
 * Loads a custom comparator. Each call of it ends in time, whatever it does, because one route's
 * comparator must not keep the others waiting.
 * @throws CustomError when there is no such module, or it exports no `compare`
 */
export async function loadCustom(
  { file, version }: CustomModule,
  limits: CustomLimits = inService,
): Promise<CustomCompare> {
  const loaded = await within(limits.load, import(`${pathToFileURL(file).href}?version=${version}`), file);
  const compare = comparatorOf(loaded);
  if (compare === undefined) {
    throw new CustomError(
      `${file} exports no compare: write \`export function compare(legacy, candidate, context)\``,
    );
  }
  return inTime(compare, limits);
}

async function within(milliseconds: number, loading: Promise<unknown>, file: string): Promise<unknown> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise((_, reject) => {
    late = setTimeout(() => reject(new Error(`it took more than ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([loading, tooLate]);
  } catch (error) {
    throw new CustomError(
      `${file} cannot be loaded: ${error instanceof Error ? error.message : typeof error}`,
    );
  } finally {
    clearTimeout(late);
  }
}

/** A CommonJS module has its exports under `default` as well. */
function comparatorOf(module: unknown): CustomCompare | undefined {
  const { compare, default: exports } = module as { compare?: unknown; default?: { compare?: unknown } };
  const found = compare ?? exports?.compare;
  return typeof found === 'function' ? (found as CustomCompare) : undefined;
}

/** Node ends a script that takes too long, and with it every function that it calls, even a regular expression. */
function inTime(compare: CustomCompare, { call, rest }: CustomLimits): CustomCompare {
  const room = createContext({ call: (): unknown => undefined });
  const script = new Script('call()');
  let slow = 0;
  let restsUntil = 0;
  return (...given) => {
    if (performance.now() < restsUntil) throw new CustomError('the custom comparator was too slow and rests');
    room['call'] = () => compare(...given);
    try {
      const answer: unknown = script.runInContext(room, { timeout: call });
      slow = 0;
      return answer;
    } catch (error) {
      if (!isTimeout(error)) {
        slow = 0;
        throw error;
      }
      slow += 1;
      if (slow >= mostSlow) restsUntil = performance.now() + rest;
      throw new CustomError(`the custom comparator took more than ${call} ms`);
    } finally {
      room['call'] = undefined;
    }
  };
}

/** The error is of the room, so that it is no instance of this realm's Error. */
const isTimeout = (error: unknown): boolean =>
  (error as { code?: unknown } | null | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
