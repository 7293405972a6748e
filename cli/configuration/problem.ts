/** One thing that is wrong with a configuration: where, what and why, and the way out. */
export interface Problem {
  /** 1-based; absent when the problem has no place in the file. */
  readonly line?: number;
  readonly column?: number;
  /** `routes.customer-overview.candidate.upstream` */
  readonly where: string;
  readonly message: string;
}

/** `banyan.yaml:12:5  routes.x.legacy  message`, as editors and people read it. */
export const formatProblem = (file: string, { line, column, where, message }: Problem): string =>
  `${file}${line === undefined ? '' : `:${line}:${column ?? 1}`}  ${where === '' ? '' : `${where}: `}${message}`;
