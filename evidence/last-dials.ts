import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type Dial, stages } from '../routing-rules/dial.js';
import { positionAsked } from '../routing-rules/positions.js';
import { makeFolder } from './store/private-files.js';

/** A whole dial; what earlier versions did not keep is as if it never was. */
export const dialSchema = z
  .strictObject({
    stage: z.enum(stages),
    share: z.number().min(0).max(1),
    revision: z.int().min(0),
    held: z.boolean(),
    forced: z.boolean(),
    // Earlier versions kept none of these.
    rolledBack: z
      .strictObject({
        at: z.string(),
        why: z.string(),
        automatic: z.boolean(),
        candidate: z.string().nullable(),
        acknowledged: z.boolean(),
        latched: z.boolean(),
      })
      .nullable()
      .default(null),
    alarms: z.array(z.strictObject({ at: z.string(), key: z.string() })).default([]),
    rollbacks: z
      .array(z.strictObject({ candidate: z.string().nullable(), count: z.int().min(0) }))
      .default([]),
    turnedOn: z.string().nullable().default(null),
    leftShadow: z
      .strictObject({ subject: z.string(), asFew: z.boolean(), entities: z.int().min(0).default(0) })
      .nullable()
      .default(null),
    restarts: z.int().min(0).default(0),
  })
  .refine(({ stage, share }) => typeof positionAsked(stage, share) !== 'string');
const fileSchema = z.strictObject({ dials: z.record(z.string(), dialSchema) });

/** The last dials in a small file of their own, for the day when the store cannot be read. */
export class LastDials {
  #written = '';

  constructor(private readonly file: string) {}

  /** The dials as they were last kept; none when the file is not there, or is not what was written. */
  read(): Readonly<Record<string, Dial>> {
    try {
      return fileSchema.parse(JSON.parse(readFileSync(this.file, 'utf8'))).dials;
    } catch {
      return {};
    }
  }

  /**
   * Keeps the dials: on the disk when this returns, and at every moment the file is the old or the new.
   * @throws Error when it cannot be written
   */
  keep(dials: Readonly<Record<string, Dial>>): void {
    const text = JSON.stringify({ dials });
    if (text === this.#written) return;
    makeFolder(this.file);
    const next = `${this.file}.next`;
    // One that a kill left behind may be anybody's; this one is ours alone.
    rmSync(next, { force: true });
    const file = openSync(next, 'wx', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, this.file);
    syncFolder(dirname(this.file));
    this.#written = text;
  }
}

/** Without it a power cut may undo the rename. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
