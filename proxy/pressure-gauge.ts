import { readdir, readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { judgePressure, noPressure, type Pressure, type Strain } from './pressure.js';

/** How often the clock is watched, and memory and descriptors looked at, in milliseconds. */
const tick = 50;
const lookEvery = 1_000;

/** Watches the strain on this process and says what must be given up. It never keeps the process alive. */
export class PressureGauge {
  #state = noPressure;
  #strain: Strain = { stall: 0, memory: undefined, descriptors: undefined };
  #lastTick = performance.now();
  #lastLook = -Infinity;
  #descriptorLimit: number | undefined;
  readonly #timer = setInterval(() => this.#measure(), tick).unref();

  constructor(
    /** Told when the pressure changes. */
    private readonly changed: (pressure: Pressure, strain: Strain) => void,
  ) {
    void this.#readDescriptorLimit();
  }

  /** What must be given up now. */
  get pressure(): Pressure {
    return this.#state.pressure;
  }

  /** Ends the watch. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #measure(): void {
    const now = performance.now();
    const stall = Math.max(0, now - this.#lastTick - tick);
    this.#lastTick = now;
    this.#strain = { ...this.#strain, stall };
    if (now - this.#lastLook >= lookEvery) {
      this.#lastLook = now;
      this.#strain = { ...this.#strain, memory: process.memoryUsage.rss() / availableMemory() };
      void this.#countDescriptors();
    }
    const before = this.#state.pressure;
    this.#state = judgePressure(this.#state, this.#strain, now);
    if (this.#state.pressure !== before) this.changed(this.#state.pressure, this.#strain);
  }

  async #readDescriptorLimit(): Promise<void> {
    this.#descriptorLimit = await descriptorLimit();
  }

  async #countDescriptors(): Promise<void> {
    if (this.#descriptorLimit === undefined) return;
    const limit = this.#descriptorLimit;
    // Where none is left even this cannot be opened, which tells the same.
    const open = await readdir('/proc/self/fd').then(
      (names) => names.length,
      () => limit,
    );
    this.#strain = { ...this.#strain, descriptors: open / limit };
  }
}

/** Bytes this process may have: its container's limit where there is one. */
function availableMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem();
}

/** The soft limit of open descriptors; undefined where the system does not tell (it is Linux that does). */
async function descriptorLimit(): Promise<number | undefined> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? undefined : Number(soft);
}
