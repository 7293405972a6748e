import { connectRaw, type RawClient } from '../../raw-client.js';

/** A kept connection has carried so many requests when it is left for a new one; and may idle so long, in ms. */
const mostRequests = 40;
const mostIdle = 2_000;

interface Lane {
  readonly client: RawClient;
  carried: number;
  idleSince: number;
}

/** Kept connections of clients: taken for one request, given back when its answer was whole. */
export class Lanes {
  readonly #idle: Lane[] = [];
  readonly #taken = new Map<RawClient, Lane>();
  #opened = 0;

  constructor(
    /** The port for the connection of this number; not all need lead there the same way. */
    private readonly portOf: (number: number) => number,
  ) {}

  /** Connections there ever were. */
  get opened(): number {
    return this.#opened;
  }

  /** A connection on which nothing runs. */
  async take(): Promise<RawClient> {
    const lane = this.#idleLane() ?? { client: await this.open(), carried: 0, idleSince: 0 };
    lane.carried += 1;
    this.#taken.set(lane.client, lane);
    return lane.client;
  }

  /** A connection of its own, which nobody else will have. */
  async open(): Promise<RawClient> {
    const number = this.#opened;
    this.#opened += 1;
    return connectRaw(this.portOf(number));
  }

  /** Gives a connection back; one whose last answer was not whole is of no use. */
  give(client: RawClient, isWhole: boolean): void {
    const lane = this.#taken.get(client);
    this.#taken.delete(client);
    if (!lane || !isWhole || lane.carried >= mostRequests || client.source.over !== undefined) client.close();
    else this.#idle.push({ ...lane, idleSince: performance.now() });
  }

  /** Closes every connection that is not taken. */
  closeIdle(): void {
    for (const { client } of this.#idle.splice(0)) client.close();
  }

  #idleLane(): Lane | undefined {
    for (let lane = this.#idle.pop(); lane; lane = this.#idle.pop()) {
      if (lane.client.source.over === undefined && performance.now() - lane.idleSince < mostIdle) return lane;
      lane.client.close();
    }
    return undefined;
  }
}
