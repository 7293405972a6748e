import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import { colour } from '../colour.js';
import { tlsConnection } from '../../proxy/tls-connections.js';
import { hostOf, type UpstreamRule } from '../../proxy/upstream-rule.js';
import { CannotStart, startBanyan } from '../banyan-process.js';
import { formatProblem } from '../configuration/problem.js';
import { readConfigurationText, readerOf } from '../configuration/read-file.js';
import { digestOf, type FileContent, FileWatch } from '../configuration/watch-file.js';
import { ModuleWatch } from '../configuration/watch-modules.js';
import { exitCodes, Impossible } from '../exit.js';
import { createLog, type Logger } from '../log.js';
import { reload } from '../reload.js';
import { missingTokens, shortTokens } from '../threads/admin-tokens.js';

/**
 * `banyan serve [banyan.yaml]`: proxy and dashboard until SIGTERM or Ctrl-C; a second signal ends at once.
 * A changed file is taken while it runs; SIGHUP has it read at once.
 */
export async function serve(file: string): Promise<void> {
  const text = readConfigurationText(file);
  const readConfiguration = readerOf(file);
  const read = readConfiguration(text);
  if (read.kind === 'invalid') {
    throw new Impossible(
      [`${file} is not valid:`, ...read.problems.map((problem) => `  ${formatProblem(file, problem)}`)].join(
        '\n',
      ),
    );
  }
  const { configuration, notes, locate } = read;
  const missing = missingTokens(configuration, process.env);
  if (missing.length > 0) throw new Impossible(missing.join('\n'));

  // A reader of the log that goes away must not take the proxy with it.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const log = createLog('main');
  // An error that nobody expected is a bug, and told as one; it must not end everybody else's requests.
  process.on('uncaughtException', (error) => log.error({ error: error.stack }, 'an error escaped'));
  for (const note of [...notes, ...shortTokens(configuration, process.env, locate)])
    log.warn(formatProblem(file, note));
  // Heard from the beginning: without a listener it would end the process.
  let watch: FileWatch | undefined;
  process.on('SIGHUP', () => watch?.readNow());
  const banyan = await startBanyan(file, configuration, read, log).catch((error: unknown) => {
    throw error instanceof CannotStart ? new Impossible(error.message, { cause: error }) : error;
  });
  const proxy = `http://${configuration.proxy.host}:${banyan.proxyPort}`;
  const page =
    banyan.adminPort === undefined ? undefined : `http://${configuration.admin.host}:${banyan.adminPort}`;
  log.info({ proxy, page, routes: configuration.routes.length }, 'serving');
  if (process.stderr.isTTY) console.error(welcome(proxy, page));
  for (const upstream of configuration.upstreams) void tellIfUnreachable(upstream, log);

  const cannotWatch = (what: string, why: string): void =>
    log.warn(
      `the folder of ${what} cannot be watched: ${why}. It is looked at every 5 s; SIGHUP has it read at once.`,
    );
  let content: FileContent = { kind: 'text', text };
  const take = (now: FileContent): void => {
    content = now;
    const known = banyan.configuration.upstreams;
    reload(file, content, readConfiguration, banyan, log);
    modules.follow(banyan.configuration);
    for (const upstream of banyan.configuration.upstreams)
      if (!known.some((one) => isDeepStrictEqual(one, upstream))) void tellIfUnreachable(upstream, log);
  };
  // With a module that changed goes the file as it was last seen whole: it may be being written just now.
  const modules = new ModuleWatch({ changed: () => take(content), blind: cannotWatch });
  modules.follow(configuration);
  watch = new FileWatch(file, digestOf(content), { changed: take, blind: (why) => cannotWatch(file, why) });

  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) process.exit(exitCodes.no);
    stopping = true;
    watch?.close();
    modules.close();
    log.info({ signal }, 'draining; a second signal ends at once');
    banyan.stop().then(
      () => {
        log.info('stopped');
        process.exitCode = exitCodes.done;
        // Idle upstream connections may keep the process alive; all work is done.
        log.flush();
        process.exit();
      },
      (error: unknown) => {
        log.error({ error: String(error) }, 'could not stop cleanly');
        process.exit(exitCodes.impossible);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
}

const welcome = (proxy: string, page: string | undefined): string =>
  [
    '',
    `  ${colour.bold('Banyan')} stands in front of legacy at ${colour.cyan(proxy)}`,
    `  Evidence and dials:  ${page ? colour.cyan(page) : colour.yellow('not up yet')}`,
    `  ${colour.dim('Ctrl-C drains and ends it.')}`,
    '',
  ].join('\n');

/** An upstream that is down, or not to be trusted, is told, and does not keep the others from being served. */
async function tellIfUnreachable(upstream: UpstreamRule, log: Logger): Promise<void> {
  const { port, protocol } = new URL(upstream.origin);
  const why = await new Promise<string | undefined>((resolve) => {
    const secure = protocol === 'https:';
    const target = { host: hostOf(upstream), port: Number(port) || (secure ? 443 : 80) };
    const socket = secure ? connectTls({ ...target, ...tlsConnection(upstream) }) : connect(target);
    socket.setTimeout(upstream.connectTimeout, () => socket.destroy(new Error('no answer in time')));
    socket.on(secure ? 'secureConnect' : 'connect', () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.on('error', (error) => resolve(error.message));
  });
  if (why === undefined) return;
  const message = `upstream ${upstream.name} (${upstream.origin}) cannot be reached: ${why}. Serving all the same; its requests fail until it is there.`;
  log.warn(message);
  if (process.stderr.isTTY) console.error(colour.yellow(message));
}
