import { writtenRules } from '../../comparators/suggest/written.js';
import { credentials } from '../../proxy/headers.js';
import { flowYaml } from '../configuration/flow-yaml.js';
import { inert } from '../print.js';
import type { Findings, SideFinding } from './findings.js';
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

function seenIn({ compared, agreeing, sides }: Findings): string {
  if (compared === 0)
    return 'it could not read an example from both sides, so nothing below about answers was seen';
  return `it read ${sides.legacy.reads} times from each side; of ${compared} examples ${agreeing} agree with the rules below`;
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
  const { safe, why, suggested, doubtful, differing } = found;
  const inPlace =
    Object.keys(safe).length === 0 ? [] : ['    compare:', ...indented(writtenRules(safe, why), '      ')];
  const asides = [
    ...suggested.flatMap(({ rules, says }) => [
      '',
      ...says.map((sentence) => `  ${inert(sentence)}`),
      ...indented(writtenRules(rules), '  '),
    ]),
    ...doubtful.flatMap(({ pattern, side, unsteady, examples }) => [
      '',
      `  ${side} differs from itself at ${inert(pattern)} in ${unsteady} of ${examples} examples; ${
        side === 'legacy' ? 'to ignore it takes more to go by' : 'legacy does not, so clients would see that'
      }`,
      ...indented(writtenRules({ ignore: [pattern] }), '  '),
    ]),
  ];
  return [
    ...inPlace,
    ...(asides.length === 0
      ? []
      : [
          '    # Not in place: these would forgive what clients of the candidate see. Agree on each, or mend the candidate.',
          '    # compare:',
          ...asides.map((line) => `    # ${line}`.trimEnd()),
        ]),
    ...[...differing].map(
      ([what, count]) => `    # Differs now: ${inert(what)}, in ${count} of ${found.compared} examples.`,
    ),
  ];
}

const indented = (text: string, by: string): readonly string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => by + line);
