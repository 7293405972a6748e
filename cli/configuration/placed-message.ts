/** Where in a document something stands: member names and list positions from the root. */
export type ConfigurationPath = readonly (string | number)[];

/** A problem before its line is known. */
export interface PlacedMessage {
  readonly path: ConfigurationPath;
  readonly message: string;
}
