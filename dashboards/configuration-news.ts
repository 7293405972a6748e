import type { Complaint } from './problem.js';

/** A complaint about banyan.yaml, with its place in the file where it has one. */
export interface ConfigurationComplaint extends Complaint {
  /** 1-based. */
  readonly line?: number;
  readonly column?: number;
}

/** What is told of banyan.yaml: which reading of it serves, and why a newer one does not. */
export interface ConfigurationNews {
  readonly file: string;
  /** When what serves was read; ISO 8601. */
  readonly loadedAt: string;
  /** Remarks on what serves: keys without effect, rules that cannot be meant so. */
  readonly notes: readonly ConfigurationComplaint[];
  /** What serves as YAML, with every default that is in force marked `# default`, and nothing secret in it. */
  readonly effective: string;
  /** When the file was changed to what could not be taken; null when what it says serves. */
  readonly refusedAt: string | null;
  /** Why it could not be taken. */
  readonly problems: readonly ConfigurationComplaint[];
}
