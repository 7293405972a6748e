import { readdir, readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { lacksDescriptors } from './failure.js';
import { judgePressure, noPressure, type Pressure, type PressureTimes, type Strain } from './pressure.js';

/** How often the clock is watched, and memory and descriptors looked at, in milliseconds. */
const tick = 50;
const lookEvery = 1_000;

/** Watches the strain on this process and says what must be given up. It never keeps the process alive. */
export class PressureGauge {
  #state = noPressure;
  #strain: Strain = { stall: 0, memory: undefined, descriptors: undefined };
  #longestStall = 0;
  #isCounting = false;
  #lastTick = 0;
  #lastLook = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    /** Told when the pressure changes. */
    private readonly changed: (pressure: Pressure, strain: Strain) => void,
  ) {}

  /** What must be given up now. */
  get pressure(): Pressure {
    return this.#state.pressure;
  }

  /** For how long each was given up since the watch began. */
  get given(): PressureTimes {
    return this.#state.given;
  }

  /** Milliseconds by which this thread was late at most since this was asked last. */
  takeLongestStall(): number {
    const longest = this.#longestStall;
    this.#longestStall = 0;
    return longest;
  }

  /** Begins the watch; before that nothing is given up. */
  start(): void {
    this.#lastTick = performance.now();
    this.#timer = setInterval(() => this.#measure(), tick).unref();
  }

  /** Ends the watch. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #measure(): void {
    const now = performance.now();
    const stall = Math.max(0, now - this.#lastTick - tick);
    this.#lastTick = now;
    this.#longestStall = Math.max(this.#longestStall, stall);
    this.#strain = { ...this.#strain, stall };
    if (now - this.#lastLook >= lookEvery) {
      this.#lastLook = now;
      this.#lookAtMemory();
      void this.#countDescriptors();
    }
    const before = this.#state.pressure;
    this.#state = judgePressure(this.#state, this.#strain, now);
    if (this.#state.pressure !== before) this.changed(this.#state.pressure, this.#strain);
  }

  #lookAtMemory(): void {
    try {
      this.#strain = { ...this.#strain, memory: process.memoryUsage.rss() / availableMemory() };
    } catch (error) {
      // It is read from a file.
      if (!lacksDescriptors(error)) throw error;
      this.#strain = { ...this.#strain, descriptors: 1 };
    }
  }

  async #countDescriptors(): Promise<void> {
    // Where the threads that read files are all taken, one look waits and not one more each second.
    if (this.#isCounting) return;
    this.#isCounting = true;
    const descriptors = await shareOfDescriptors();
    this.#isCounting = false;
    this.#strain = { ...this.#strain, descriptors };
  }
}

/** Bytes this process may have: its container's limit where there is one. */
function availableMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem();
}

/** Open descriptors as a share of those permitted now; undefined where the system does not tell (it is Linux that does). */
async function shareOfDescriptors(): Promise<number | undefined> {
  try {
    const [open, limits] = await Promise.all([
      readdir('/proc/self/fd'),
      readFile('/proc/self/limits', 'utf8'),
    ]);
    return open.length / Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Infinity);
  } catch (error) {
    // There is none left to count them with.
    return lacksDescriptors(error) ? 1 : undefined;
  }
}
