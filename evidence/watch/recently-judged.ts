/** Ticks for which an entity that was judged is not judged again (design: evidence §4, F4). */
const again = 60;
/** Entities remembered in as many ticks; beyond them none is judged, which is neither good nor bad. */
const most = 200_000;

/** Which entities were judged within the last minute, in two generations, so that nothing needs to be searched for what is over. */
export class RecentlyJudged {
  #young = new Map<string, number>();
  #old = new Map<string, number>();
  #turned = 0;

  /** Whether it may be judged in this tick; it then was. */
  take(hash: string, tick: number): boolean {
    this.#turn(tick);
    const last = this.#young.get(hash) ?? this.#old.get(hash);
    if (last !== undefined && tick - last < again) return false;
    if (this.#young.size >= most) return false;
    this.#young.set(hash, tick);
    return true;
  }

  #turn(tick: number): void {
    if (tick - this.#turned < again) return;
    this.#old = tick - this.#turned < 2 * again ? this.#young : new Map();
    this.#young = new Map();
    this.#turned = tick;
  }
}
