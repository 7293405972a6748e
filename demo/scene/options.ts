import { parseArgs } from 'node:util';
import { DEFAULT_FAULTS, FAULT_NAMES, type FaultName, faultsFrom } from '../faults.js';
import { DEFAULT_ADMIN_PORT, DEFAULT_PORT_BASE, DEFAULT_PROXY_PORT, type Ports, portPlan } from '../ports.js';

/** What the demo was asked to do. */
export interface DemoOptions {
  /** The dial climbs and comes down by itself, scaled so that a person can watch it. */
  readonly auto: boolean;
  readonly faults: readonly FaultName[];
  readonly headless: boolean;
  /** Ends by itself after so long; undefined: when it is told to. */
  readonly seconds: number | undefined;
  readonly seed: string;
  /** Calls per second. */
  readonly rate: number;
  readonly ports: Ports;
  /** Folder that keeps Banyan's file and store; undefined: a temporary one. */
  readonly keep: string | undefined;
}

export const USAGE = `banyan demo: a migration in a box

  --faults LIST      faults that are on at the start: names with commas, none or all
                     (${DEFAULT_FAULTS.join(',')})
                     there are ${FAULT_NAMES.join(', ')}
  --auto             the dial climbs to live by itself once the faults are off, within minutes,
                     and comes down by itself when one is switched on
  --headless         no live table; at the end it judges itself
  --seconds N        ends after N seconds; with --auto --headless: so long may the climb take (600)
  --seed TEXT        same seed, same shop and same traffic (banyan)
  --rate N           calls per second (30)
  --proxy-port N     Banyan's proxy (${DEFAULT_PROXY_PORT})
  --admin-port N     Banyan's page and API (${DEFAULT_ADMIN_PORT})
  --port-base N      the demo's own services take N to N + 12 (${DEFAULT_PORT_BASE})
  --keep DIR         keeps Banyan's file and store there
  --help
`;

/** What cannot be understood, told to the person who typed it. */
export class BadOption extends Error {}

function number(name: string, text: string | undefined, low: number, high: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value >= low && value <= high))
    throw new BadOption(`--${name} ${text}: a number from ${low} to ${high} is needed`);
  return value;
}

function port(name: string, text: string | undefined, fallback: number, highest = 65_535): number {
  const value = number(name, text, 1, highest) ?? fallback;
  if (!Number.isInteger(value)) throw new BadOption(`--${name} ${text}: ports are whole numbers`);
  return value;
}

/** Reads the arguments; 'help' when help is asked for; throws {@link BadOption} for what it cannot read. */
export function readOptions(args: readonly string[]): DemoOptions | 'help' {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        faults: { type: 'string' },
        auto: { type: 'boolean', default: false },
        headless: { type: 'boolean', default: false },
        seconds: { type: 'string' },
        seed: { type: 'string', default: 'banyan' },
        rate: { type: 'string' },
        'proxy-port': { type: 'string' },
        'admin-port': { type: 'string' },
        'port-base': { type: 'string' },
        keep: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    return {
      auto: values.auto,
      faults: values.faults === undefined ? DEFAULT_FAULTS : faultsFrom(values.faults),
      headless: values.headless,
      seconds: number('seconds', values.seconds, 1, 86_400),
      seed: values.seed,
      rate: number('rate', values.rate, 0.1, 500) ?? 30,
      ports: portPlan(
        port('port-base', values['port-base'], DEFAULT_PORT_BASE, 65_500),
        port('proxy-port', values['proxy-port'], DEFAULT_PROXY_PORT),
        port('admin-port', values['admin-port'], DEFAULT_ADMIN_PORT),
      ),
      keep: values.keep,
    };
  } catch (error) {
    throw new BadOption(error instanceof Error ? error.message : String(error));
  }
}
