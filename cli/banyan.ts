#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import { Refused } from './admin-client.js';
import { audit } from './commands/audit.js';
import { verify } from './commands/audit-verify.js';
import { check } from './commands/check.js';
import { demo } from './commands/demo.js';
import { diff } from './commands/diff.js';
import { entities } from './commands/entities.js';
import { init } from './commands/init.js';
import { mismatches } from './commands/mismatches.js';
import { sample } from './commands/sample.js';
import { serve } from './commands/serve.js';
import { suggest } from './commands/suggest.js';
import { status } from './commands/status.js';
import { act, dial } from './commands/turn.js';
import { watchStatus } from './commands/watch-status.js';
import { configurationJsonSchema } from './configuration/json-schema.js';
import { defaultFile } from './configuration/read-file.js';
import { exitCodes, Impossible } from './exit.js';
import { print } from './print.js';
import { version } from './version.js';

const program = new Command('banyan')
  .description(
    'Moves an endpoint off a legacy system: reads both sides, tells how they differ, turns the dial.',
  )
  .version(version)
  .showHelpAfterError('Try `banyan --help`.')
  .exitOverride();

const adminOption = [
  '--admin <url>',
  'address of the page and API (or BANYAN_ADMIN; BANYAN_TOKEN is sent)',
] as const;

program
  .command('serve')
  .description('proxy and dashboard, until SIGTERM or Ctrl-C')
  .argument('[file]', 'configuration', defaultFile)
  .action((file: string) => serve(file));

program
  .command('init')
  .description('write a banyan.yaml: asks for two addresses and a path, reads a few examples from both sides')
  .argument('[file]', 'what to write', defaultFile)
  .option('--legacy <url>', 'address of legacy, which answers today')
  .option('--candidate <url>', 'address of the candidate')
  .option('--path <path>', 'of the endpoint, like /api/customers/:id/overview')
  .option('--candidate-path <path>', 'of the same on the candidate, where it is another')
  .option('--key <part>', 'what names an entity: path:id, query:q, header:x-id (the path’s first parameter)')
  .option('--route <name>', 'what to call the route (from its path)')
  .option('--examples <values>', 'values of the path’s parameters that exist, or whole paths; commas between')
  .option('--examples-file <file>', 'the same, one a line')
  .option(
    '--header-env <name=VARIABLE>',
    'a header of every read, on both sides; its value comes from the environment; may be repeated',
    (one: string, all: readonly string[]) => [...all, one],
    [],
  )
  .option('--yes', 'write it even if no example can be compared')
  .option('--force', 'overwrite the file')
  .addHelpText(
    'after',
    '\nReads each of at most 12 examples twice from both sides, one of each at a time. Exit code: 0 written; 2 not.',
  )
  .action(async (file: string, options) => end(await init(file, options)));

program
  .command('check')
  .description(
    'validate: every problem at once, and how to mend it; prints the resolved routes, and which rule governs where',
  )
  .argument('[file]', 'configuration', defaultFile)
  .option('--sample <file>', 'tell which rules govern what in this answer of legacy’s')
  .option('--route <name>', 'only the rules of this route')
  .addOption(
    new Option(
      '--effective',
      'print what is in force as YAML, each default marked; without comments and secrets',
    ).conflicts(['sample', 'route', 'json']),
  )
  .option('--json', 'as JSON')
  .action((file: string, options) => end(check(file, options)));

program
  .command('demo')
  .description('a whole migration on this machine')
  .allowUnknownOption()
  .helpOption(false)
  .argument('[options...]', 'see `banyan demo --help`')
  .action(async (options: string[]) => end(await demo(options)));

program
  .command('status')
  .description('where each route stands, and what is missing')
  .argument('[route]')
  .option('--watch', 'follow it until q or Ctrl-C: in place on a terminal, elsewhere each change anew')
  .option('--interval <duration>', 'with --watch: look no more often than this (2s)')
  .option(...adminOption)
  .option('--json', 'as JSON; with --watch a line for each change')
  .addHelpText(
    'after',
    '\nExit code: 0 no guard fails, “not yet” included; 1 one does; 2 could not tell. With --watch 0.',
  )
  .action(async (route: string | undefined, options) => {
    if (options.watch) return end(await watchStatus(route, options));
    if (options.interval !== undefined)
      throw new Impossible('--interval says how often --watch looks: give --watch with it.');
    return end(await status(route, options));
  });

program
  .command('dial')
  .description('turn a route’s dial to a share (5%) or a stage (shadow, live, …)')
  .argument('<route>')
  .argument('<share|stage>')
  .requiredOption('--reason <text>', 'why; it is kept in the audit')
  .option('--force', 'raise against the guards (admin)')
  .option('--yes', 'with retired: the soak was read, ask no more')
  .option(...adminOption)
  .option('--json', 'as JSON')
  .action(async (route: string, to: string, options) => end(await dial(route, to, options)));

const actions = {
  promote: 'raise to the next step of the plan',
  rollback: 'back to shadow, at once',
  hold: 'let the dial only be lowered',
  resume: 'end a hold',
  acknowledge: 'say that a rollback was seen, so that the dial may rise again',
  unlatch: 'let a dial rise again that rolled back by itself too often (admin)',
  'restart-evidence': 'begin the route’s evidence anew; what was counted is kept',
} as const;
for (const [action, description] of Object.entries(actions) as [keyof typeof actions, string][]) {
  const command = program
    .command(action)
    .description(description)
    .argument('<route>')
    .requiredOption('--reason <text>', 'why; it is kept in the audit')
    .option(...adminOption)
    .option('--json', 'as JSON');
  if (action === 'promote') command.option('--force', 'raise against the guards (admin)');
  command.action(async (route: string, options) => end(await act(action, route, options)));
}

program
  .command('mismatches')
  .description('which fields differ, how often and how')
  .argument('<route>')
  .option('--class <classes>', 'only this mismatch class, or these, with commas between')
  .option('--path <pattern>', 'only this pattern')
  .option(...adminOption)
  .option('--json', 'as JSON')
  .action(async (route: string, options) => end(await mismatches(route, options)));

program
  .command('entities')
  .description('which entities differ, as a table or a file; or have what is kept of one deleted')
  .argument('<route>')
  .option('--class <classes>', 'only this mismatch class, or these, with commas between')
  .option('--limit <number>', 'only the newest so many')
  .addOption(
    new Option(
      '--forget <key>',
      'delete what is kept of this entity; counts stay, as hashes (operator)',
    ).conflicts(['class', 'limit']),
  )
  .option('--reason <text>', 'with --forget: why; it is kept in the audit, so it should name nobody')
  .option(...adminOption)
  .addOption(new Option('--json', 'as JSON').conflicts(['csv', 'ndjson']))
  .addOption(new Option('--csv', 'as CSV (RFC 4180)').conflicts(['ndjson', 'forget']))
  .addOption(new Option('--ndjson', 'as JSON, one entity a line').conflicts('forget'))
  .addHelpText(
    'after',
    '\nExit code: 0 none differs, or one was forgotten; 1 some differ, or there was nothing to forget; 2 could not.',
  )
  .action(async (route: string, options) => end(await entities(route, options)));

const auditCommand = program
  .command('audit')
  .description('who did what to dials and evidence, when and why, newest first; or all of it as a file')
  .argument('[route]', 'only of this route')
  .option('--limit <number>', 'the newest so many, 1,000 at most', '20')
  .option(...adminOption)
  .addOption(new Option('--json', 'as JSON').conflicts('ndjson'))
  .option('--ndjson', 'the whole chain, oldest first, one entry a line, as it is hashed')
  .action(async (route: string | undefined, options) => end(await audit(route, options)));
auditCommand
  .command('verify')
  .description(
    'verify the chain of a running Banyan, or of a file that --ndjson wrote: here, trusting nobody',
  )
  .argument('[file]', 'an export; - for standard input')
  .option('--expect <hash>', 'also say whether an entry has this hash, which you kept elsewhere')
  .option(...adminOption)
  .option('--json', 'as JSON')
  .addHelpText('after', '\nExit code: 0 all of it holds, 1 something does not, 2 it could not be read.')
  // Commander takes an option that both know for one of `audit`, wherever it stands.
  .action(async (file: string | undefined, _, command: Command) =>
    end(await verify(file, command.optsWithGlobals())),
  );

program
  .command('sample')
  .description('one kept comparison: what differs in it, and both sides laid together')
  .argument('<id>', 'as `banyan mismatches` tells it')
  .option(...adminOption)
  .option('--json', 'as JSON')
  .action(async (id: string, options) => end(await sample(id, options)));

program
  .command('suggest')
  .description('rules that the evidence supports, as YAML to paste; or what rules of yours would do')
  .argument('<route>')
  .option('--try <file>', 'try the rules of this file on kept pairs: YAML with what stands under compare:')
  .option('--instead', 'with --try: in place of the route’s rules, not beside them')
  .option(...adminOption)
  .option('--json', 'as JSON')
  .action(async (route: string, options) => end(await suggest(route, options)));

program
  .command('diff')
  .description('compare two files as the analyst would')
  .argument('<legacy-file>')
  .argument('<candidate-file>')
  .option('--rules <file>', 'YAML with what stands under compare:')
  .option('--config <file>', 'take the rules from a route of this configuration')
  .option('--route <name>', 'the route, with --config')
  .option('--format <format>', 'json, ndjson, xml or text; by content if not given')
  .option('--json', 'as JSON')
  .action((legacy: string, candidate: string, options) => end(diff(legacy, candidate, options)));

program
  .command('schema')
  .description('JSON Schema of banyan.yaml, for editors')
  .action(() => print(JSON.stringify(configurationJsonSchema(), null, 2)));

/** Sets the exit code and lets the process end by itself, so that piped output is written whole. */
function end(code: number): void {
  process.exitCode = code;
}

// Who reads only the beginning of an answer (`| head`) has had enough of it; a server outlives its readers.
program.hook('preAction', (_, command) => {
  if (['serve', 'demo'].includes(command.name())) return;
  process.stdout.on('error', () => process.exit());
});

for (const command of program.commands)
  command.showHelpAfterError(`Try \`banyan ${command.name()} --help\`.`);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}

/** Says what went wrong, once, and which exit code that is. */
function tell(error: unknown): number {
  // commander has printed its own; help and version are no failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.impossible;
  if (error instanceof Refused) {
    console.error(error.message);
    // Only the guards, or somebody who was faster, say no; the rest could not be asked.
    return error.status === 409 ? exitCodes.no : exitCodes.impossible;
  }
  if (error instanceof Impossible) {
    console.error(error.message);
    return exitCodes.impossible;
  }
  console.error(error);
  console.error(`This is a mistake in Banyan ${version}, not yours. Tell it with the lines above.`);
  return exitCodes.impossible;
}
