import { writtenRules } from '../../comparators/suggest/written.js';
import { credentials } from '../../proxy/headers.js';
import { flowYaml } from '../configuration/flow-yaml.js';
import { inert } from '../print.js';
import { notCountedLines } from './counted-examples.js';
import type { Findings } from './findings.js';
import type { SideFinding } from './side-finding.js';
import type { DoubtfulPlace } from './unsteady-places.js';
import type { Wanted } from './wanted.js';

/**
 * A banyan.yaml for what is wanted, with what was seen beside each key: rules that hide nothing are in place, rules
 * that forgive what clients would see stand behind `#`.
 */
export function writtenFile(wanted: Wanted, found: Findings): string {
  const { legacy, candidate } = found.sides;
  const [proxy, admin] = freeAddresses(wanted);
  const candidatePath = wanted.candidatePath === undefined ? {} : { path: wanted.candidatePath };
  return [
    `# Written by \`banyan init\`: ${seenIn(found)}.`,
    '# `banyan check` says what is wrong with it, and which rule governs where; `banyan schema` describes every key.',
    `proxy: { listen: ${proxy} }   # clients are sent here in place of legacy`,
    `admin: { listen: ${admin} }   # the page, the API and the metrics`,
    'store: ./.banyan/banyan.db           # evidence, dials and the audit; the path begins where Banyan is started',
    'upstreams:',
    ...sideLines('legacy', wanted.legacy, legacy, []),
    ...sideLines('candidate', wanted.candidate, candidate, allowed(wanted)),
    'routes:',
    `  ${flowYaml(wanted.name)}:`,
    `    match: { methods: [GET], path: ${flowYaml(wanted.path)} }`,
    '    legacy: legacy',
    `    candidate: ${flowYaml({ upstream: 'candidate', ...candidatePath })}`,
    ...(wanted.key === undefined
      ? ['    # key: path:id          # what names an entity: evidence counts entities, not requests']
      : [`    key: ${flowYaml(wanted.key)}          # evidence counts these, not requests`]),
    '    # Who stays on one side once the dial rises; without it legacy answers everybody until 100 %:',
    '    # sticky: header:x-user-id',
    '    # How far the candidate may lag behind legacy before a difference counts against it:',
    '    freshness: 5s',
    '    # What is hidden before a sample is kept, as personal data must be:',
    '    # redact: ["$..email", "$..phone"]',
    ...compareLines(found),
    '',
  ].join('\n');
}

function seenIn({ compared, agreeing, silenced, examples, notCounted, sides }: Findings): string {
  if (compared + silenced === 0) {
    const why =
      notCounted.statuses.size === 0
        ? 'it could not read an example from both sides'
        : `no example was answered with 2xx by both sides (${notCountedLines(notCounted, examples).join('; ')})`;
    return `${why}, so nothing below about answers was seen`;
  }
  const hollow = silenced === 0 ? '' : `, of ${silenced} more they leave nothing to compare`;
  return `it read ${sides.legacy.reads} times from each side; of ${compared} examples ${agreeing} agree with the rules below${hollow}`;
}

function sideLines(
  name: 'legacy' | 'candidate',
  url: string,
  side: SideFinding,
  allow: readonly string[],
): readonly string[] {
  const [version] = side.versions;
  const upstream = {
    url,
    ...(allow.length > 0 && { headers: { allow } }),
    ...(version && { version: { header: version[0] } }),
  };
  return [
    `  # ${sentenceOn(side)}`,
    `  ${name}: ${flowYaml(upstream)}`,
    ...(version
      ? []
      : ['  # Its deploys cannot be seen: add version: { header: … }, { probe: … } or { is: … }.']),
  ];
}

/** What was seen of a side, in a sentence. */
export function sentenceOn({ reads, answers, failures, p50, versions }: SideFinding): string {
  if (reads === 0) return 'Not read.';
  const answered = [...answers].map(([what, count]) => `${count} of ${reads} reads answered ${inert(what)}`);
  const failed = [...failures].map(([why, count]) => `${count} of ${reads} reads failed: ${inert(why)}`);
  const times = p50 === undefined ? [] : [`p50 ${Math.round(p50)} ms`];
  const told = versions.map(([name, value]) => `${inert(name)} said ${inert(value)}`);
  return `${[...answered, ...failed, ...times, ...told].join(', ')}.`;
}

/** Credentials that reads carried: the candidate was asked with them, and gets none unless it is said. */
const allowed = ({ headers }: Wanted): readonly string[] =>
  headers.map(([name]) => name).filter((name) => credentials.has(name));

/** The usual addresses, but for one that a side has already. */
function freeAddresses({ legacy, candidate }: Wanted): readonly [proxy: string, admin: string] {
  const taken = [legacy, candidate].map((url) => Number(new URL(url).port));
  const first =
    [8080, 8090, 8180, 8280].find((port) => !taken.includes(port) && !taken.includes(port + 1)) ?? 8380;
  return [`127.0.0.1:${first}`, `127.0.0.1:${first + 1}`];
}

function compareLines(found: Findings): readonly string[] {
  const { safe, why, untold, differing, notCounted, examples } = found;
  const inPlace =
    Object.keys(safe).length === 0 ? [] : ['    compare:', ...indented(writtenRules(safe, why), '      ')];
  const asides = asideLines(found);
  return [
    ...inPlace,
    ...(asides.length === 0
      ? []
      : [
          '    # Not in place: these would forgive what clients of the candidate see. Agree on each, or mend the candidate.',
          '    # compare:',
          ...asides.map((line) => `    # ${line}`.trimEnd()),
        ]),
    ...untoldLines(untold).map((line) => `    # ${line}`),
    ...[...differing].map(
      ([what, count]) => `    # Differs now: ${inert(what)}, in ${count} of ${found.compared} examples.`,
    ),
    ...notCountedLines(notCounted, examples).map((line) => `    # Not counted: ${line}.`),
  ];
}

/** Rules that are not in place, with what speaks for them and against them. */
function asideLines({ suggested, doubtful }: Findings): readonly string[] {
  return [
    ...suggested.flatMap(({ rules, says }) => [
      '',
      ...says.map((sentence) => `  ${inert(sentence)}`),
      ...indented(writtenRules(rules), '  '),
    ]),
    ...doubtful.flatMap((place) => [
      '',
      `  ${place.side} differs from itself at ${inert(place.pattern)} in ${place.unsteady} of ${place.examples} examples; ${againstIgnoring[place.why]}`,
      ...indented(writtenRules({ ignore: [place.pattern] }), '  '),
    ]),
  ];
}

/** That there are rules which are not told. */
export const untoldLines = (untold: number): readonly string[] =>
  untold === 0
    ? []
    : [
        `${untold === 1 ? '1 rule more is' : `${untold} rules more are`} not written, for a name in quotes may be somebody's key; \`banyan suggest\` tells rules once Banyan runs.`,
      ];

/** Why a place is not ignored. */
const againstIgnoring: Readonly<Record<DoubtfulPlace['why'], string>> = {
  all: 'nothing else is compared, so with this the whole answer would be silenced: a custom comparator can leave out what moves',
  most: 'a text stands there that is most of the answer, and with this nobody would see how it differs: a custom comparator can leave out what moves',
  named:
    "[*] stands for names that may be somebody's: put the one you mean there, for as it stands it hides all of them",
  candidate: 'legacy does not, so clients would see that',
  seldom: 'to ignore it takes more to go by',
};

const indented = (text: string, by: string): readonly string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => by + line);
