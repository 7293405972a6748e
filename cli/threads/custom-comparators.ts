import type { CustomJudge } from '../../comparators/custom.js';
import type { CustomModule } from '../configuration/custom-modules.js';
import type { RelayStart } from './custom-line.js';
import { CustomRoom } from './custom-room.js';

/** The analyst's custom comparators: a room for each version of each module. */
export class CustomComparators {
  readonly #rooms = new Map<string, CustomRoom>();

  constructor(private readonly startRelay: (start: RelayStart) => void) {}

  of(module: CustomModule): CustomJudge {
    const name = nameOf(module);
    let room = this.#rooms.get(name);
    if (room === undefined) this.#rooms.set(name, (room = new CustomRoom(module, this.startRelay)));
    return room.judge;
  }

  /** Closes the rooms of all others. */
  keepOnly(modules: readonly CustomModule[]): void {
    const wanted = new Set(modules.map(nameOf));
    for (const [name, room] of this.#rooms) {
      if (wanted.has(name)) continue;
      room.close();
      this.#rooms.delete(name);
    }
  }
}

const nameOf = ({ file, version }: CustomModule): string => `${version} ${file}`;
