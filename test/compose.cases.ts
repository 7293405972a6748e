import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { image, root } from './image.cases.js';

/** A service of docker-compose.yml, with what anchors give it. */
export interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly disable?: boolean };
  readonly stop_grace_period?: string;
  readonly depends_on?: readonly string[] | Readonly<Record<string, { readonly condition: string }>>;
}

/** docker-compose.yml. */
export const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
};
/** The services that are of Banyan's own image. */
export const ours = Object.keys(compose.services).filter(
  (name) => compose.services[name]?.image === 'banyan',
);

/** What is mounted into a service: a path of the clone, or the name of a volume, and where it stands there. */
export const mountsOf = ({ volumes = [] }: Service): readonly { from: string; to: string }[] =>
  volumes.map((volume) => {
    const [from = '', to = ''] = volume.split(':');
    return { from, to };
  });

/** Ports in a row that stand for those of the services: 8080 to 8102, and Prometheus's own. */
export const portsOfAll = 24;

/**
 * The services, each started by its own command on this machine. All that is put in place of what the files say are
 * addresses, for here all have one, and the folders that are mounted.
 */
export class WithoutDocker {
  readonly #running: { readonly name: string; readonly child: ChildProcess; said: string }[] = [];

  /**
   * @param folder for what containers would write, and for files in which an address is another here
   * @param base the first of the ports
   */
  constructor(
    private readonly folder: string,
    private readonly base: number,
  ) {}

  /** The port that stands for one of a service. */
  port(of: number): number {
    return of === 9090 ? this.base + portsOfAll - 1 : this.base + of - 8080;
  }

  /** A text of the files, as it is on this machine for a service. */
  here(service: string, text: string): string {
    const names = [...Object.keys(compose.services), '0.0.0.0', '127.0.0.1', 'localhost'];
    const addresses = new RegExp(`\\b(?:${names.join('|').replaceAll('.', '\\.')}):(80[89]\\d|9090)\\b`, 'g');
    let moved = text
      .replace(addresses, (_, port) => `127.0.0.1:${this.port(Number(port))}`)
      .replace(/^80[89]\d$/, (port) => String(this.port(Number(port))))
      .replace(/^0\.0\.0\.0$/, '127.0.0.1')
      .replace(/^\$\{\w+:-(.*)\}$/, '$1')
      .replace(/^\/banyan\//, root);
    for (const { to } of mountsOf(compose.services[service] ?? {}))
      moved = moved.replaceAll(new RegExp(`(?<![\\w/.])${to}(?=/|$)`, 'gm'), join(this.folder, service, to));
    return moved;
  }

  /** Starts a service as docker-compose.yml says, else as its image does. @param added what only this machine needs */
  start(service: string, added: readonly string[] = []): void {
    for (const { from, to } of mountsOf(compose.services[service] ?? {})) this.#mount(service, from, to);
    const { command = image.command, environment = {} } = compose.services[service] ?? {};
    const [program, words] = ours.includes(service) ? this.#program(service, command) : [service, command];
    const child = spawn(program, [...words.map((word) => this.here(service, word)), ...added], {
      cwd: this.folder,
      env: {
        ...process.env,
        ...Object.fromEntries(
          Object.entries(environment).map(([key, value]) => [key, this.here(service, value)]),
        ),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const told = { name: service, child, said: '' };
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => (told.said += String(data)));
    this.#running.push(told);
  }

  /** What the image asks to know whether it lives, run to its end: its exit code. */
  async health(service: string): Promise<number | null> {
    const [program, words] = this.#program(service, image.healthcheck);
    const child = spawn(
      program,
      words.map((word) => this.here(service, word)),
      { stdio: 'ignore' },
    );
    return new Promise((resolve) => child.once('exit', resolve));
  }

  /** The services that have ended by themselves. */
  get gone(): readonly string[] {
    return this.#running.filter(({ child }) => child.exitCode !== null).map(({ name }) => name);
  }

  /** What all have said of late. */
  get said(): string {
    return this.#running
      .map(({ name, said }) => `--- ${name}\n${said}`)
      .join('\n')
      .slice(-4000);
  }

  /** Waits until a service answers with success at one of its ports. */
  async answers(port: number, path: string, init: RequestInit = {}): Promise<Response> {
    for (const deadline = performance.now() + 60_000; ; ) {
      const answer = await fetch(`http://127.0.0.1:${this.port(port)}${path}`, init).catch(() => undefined);
      if (answer?.ok) return answer;
      await answer?.body?.cancel();
      if (performance.now() > deadline)
        throw new Error(`${port}${path} ${answer?.status ?? 'is nobody’s'}:\n${this.said}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Stops them as Docker does, the last one first. */
  async stop(): Promise<void> {
    for (const { child } of this.#running.toReversed()) {
      if (child.exitCode !== null) continue;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000).unref())]);
      child.kill('SIGKILL');
    }
  }

  /** A command of the image: both of its programs are read by Node. */
  #program(service: string, [name = '', ...words]: readonly string[]): [string, readonly string[]] {
    const script = image.links.get(name);
    return [process.execPath, script === undefined ? words : [this.here(service, script), ...words]];
  }

  #mount(service: string, from: string, to: string): void {
    const place = join(this.folder, service, to);
    mkdirSync(join(place, '..'), { recursive: true });
    if (!from.startsWith('./')) return void mkdirSync(place, { recursive: true });
    cpSync(join(root, from), place, { recursive: true });
    const files = statSync(place).isFile()
      ? [place]
      : readdirSync(place, { recursive: true, encoding: 'utf8' })
          .map((name) => join(place, name))
          .filter((file) => statSync(file).isFile());
    for (const file of files) writeFileSync(file, this.here(service, readFileSync(file, 'utf8')));
  }
}
