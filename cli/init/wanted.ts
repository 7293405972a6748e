/** What `banyan init` is to write a route for: all that it cannot find out by itself. */
export interface Wanted {
  /** Addresses of both sides, without a slash at the end. */
  readonly legacy: string;
  readonly candidate: string;
  /** The route's path, and the candidate's where it is another. */
  readonly path: string;
  readonly candidatePath: string | undefined;
  /** What names the entity, as banyan.yaml has it: `path:id`; undefined where nothing does. */
  readonly key: string | undefined;
  readonly name: string;
  readonly examples: readonly string[];
  /** Headers that every read carries, and the environment variables that hold their values. */
  readonly headers: readonly (readonly [name: string, variable: string])[];
}
