/** Reads a Banyan's log as it is written, and keeps what nobody provoked. */
export class LogWatch {
  /** How often each message of level warn and above was told. */
  readonly told: Record<string, number> = {};
  /** Lines that say that something failed in Banyan itself; the first few. */
  readonly failures: string[] = [];
  #rest = '';

  constructor(
    /** Its banyan.yaml: what is wrong with that was provoked. */
    private readonly file: string,
  ) {}

  /** Takes what was written to standard output. */
  hear(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  /** Takes what was written to standard error, where nothing should be. */
  hearError(chunk: string): void {
    this.#fail(`on standard error: ${chunk.trim()}`);
  }

  /** How often a message was told that holds this text. */
  count(text: string): number {
    return Object.entries(this.told).reduce((sum, [known, n]) => sum + (known.includes(text) ? n : 0), 0);
  }

  #line(line: string): void {
    const entry = parse(line);
    if (!entry) {
      this.#fail(`no line of a log: ${line}`);
      return;
    }
    const { level, msg } = entry;
    const message = msg.replaceAll(this.file, 'banyan.yaml');
    this.told[message] = (this.told[message] ?? 0) + 1;
    const isProvoked = message.startsWith('banyan.yaml');
    if (level >= 50 && !isProvoked) this.#fail(line);
    // Less than an error, and all the same a thread that died.
    else if (/\bis gone\b|hangs/.test(message)) this.#fail(line);
  }

  #fail(line: string): void {
    if (this.failures.length < 20) this.failures.push(line.slice(0, 1_000));
  }
}

function parse(line: string): { level: number; msg: string } | undefined {
  try {
    const { level, msg } = JSON.parse(line) as { level?: number; msg?: string };
    return level === undefined ? undefined : { level, msg: msg ?? '' };
  } catch {
    return undefined;
  }
}
