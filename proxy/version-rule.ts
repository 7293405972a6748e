import { validateHeaderName } from 'node:http';
import { z } from 'zod';
import { duration } from '../routing-rules/units.js';

/** Longest version, in characters: it stands in the audit, on the page and in the evidence key. */
const longest = 200;
/** Milliseconds: whoever is asked more often would feel it. */
const shortestEvery = 1_000;

const printable = new RegExp(`^[\\x20-\\x7e]{1,${longest}}$`);

/** The version that a text tells; undefined when it tells none: empty, over 200 characters, or not printable ASCII. */
export function readVersion(text: string): string | undefined {
  const version = text.trim();
  return printable.test(version) ? version : undefined;
}

const headerName = z.string().superRefine((name, context) => {
  try {
    validateHeaderName(name);
  } catch {
    context.addIssue({ code: 'custom', message: `"${name}" is no header name` });
  }
});

const pause = duration.refine((read) => read >= shortestEvery, { error: 'must be at least 1s' });

const sources = ['header', 'probe', 'is'] as const;

/** What stands under `version:` of an upstream in banyan.yaml. */
export const versionSchema = z
  .strictObject({
    header: headerName.optional().meta({
      description: 'The header by which its answers tell their version, like x-app-version. Default none.',
      examples: ['x-app-version'],
    }),
    probe: z
      .url({
        protocol: /^https?$/,
        error: 'must be an http:// or https:// address, like http://127.0.0.1:4000/version',
        abort: true,
      })
      .refine((text) => URL.canParse(text) && new URL(text).username + new URL(text).password === '', {
        error: 'must hold no credentials: they do not belong in this file',
      })
      .optional()
      .meta({
        description:
          'An address that tells it: as plain text, or as the member version of JSON. Default none.',
        title: 'address',
        examples: ['http://127.0.0.1:4000/version'],
      }),
    every: pause
      .optional()
      .meta({ description: 'How often the probe is asked, 1s at least. Default 10s.', examples: ['10s'] }),
    is: z
      .string('must be a text: put it in quotes, like "1.10"')
      .refine((text) => readVersion(text) !== undefined, {
        error: `must be 1 to ${longest} printable ASCII characters`,
      })
      .optional()
      .meta({
        description: 'The version itself, where whoever deploys writes this file. Default none.',
        examples: ['1.4.2'],
      }),
    calm: pause.optional().meta({
      description:
        'How long an upstream must have told one version alone until that one is taken over, 1s at least. Default 60s.',
      examples: ['60s'],
    }),
  })
  .superRefine((version, context) => {
    const given = sources.filter((source) => version[source] !== undefined);
    const tell = (message: string, key?: string): void =>
      context.addIssue({ code: 'custom', path: key === undefined ? [] : [key], message });
    if (given.length === 0)
      tell('says nothing of where the version comes from: name one of header, probe and is');
    if (given.length > 1)
      tell(`names ${given.join(' and ')}, and a version comes from one place: take out all but one`);
    if (version.every !== undefined && version.probe === undefined)
      tell('has no effect: only a probe is asked again and again. Name a probe, or take this out', 'every');
    if (version.calm !== undefined && version.is !== undefined)
      tell('has no effect: what the file says holds at once. Take this out', 'calm');
  });

/** Where the version of an upstream comes from. */
export type VersionSource =
  /** Its answers tell it. `name` is lower case; `calm` milliseconds of one version alone until that is taken over. */
  | { readonly kind: 'header'; readonly name: string; readonly calm: number }
  /** An address tells it, asked every so many milliseconds. */
  | { readonly kind: 'probe'; readonly url: string; readonly every: number; readonly calm: number }
  /** banyan.yaml tells it. */
  | { readonly kind: 'is'; readonly version: string };

/** Fills in what the configuration left out; null where it names no source. */
export function normaliseVersion(version: z.output<typeof versionSchema> | undefined): VersionSource | null {
  if (version === undefined) return null;
  const { header, probe, every = 10_000, is, calm = 60_000 } = version;
  if (header !== undefined) return { kind: 'header', name: header.toLowerCase(), calm };
  if (probe !== undefined) return { kind: 'probe', url: probe, every, calm };
  return is === undefined ? null : { kind: 'is', version: is.trim() };
}
