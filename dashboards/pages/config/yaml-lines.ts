/** One line of what is in force. */
export interface YamlLine {
  readonly text: string;
  /** It says what nobody wrote. */
  readonly isDefault: boolean;
  /** The route that begins here. */
  readonly route: string | undefined;
}

/** The lines of an effective configuration: block YAML, two blanks a step, each default marked `# default`. */
export function yamlLines(yaml: string): readonly YamlLine[] {
  const lines = yaml.trimEnd().split('\n');
  const defaults = areDefaults(lines);
  let section = '';
  return lines.map((text, i) => {
    if (/^\S/.test(text)) section = text.replace(/:.*$/, '');
    const route = section === 'routes' ? routeBeginning.exec(text)?.[1] : undefined;
    return { text, isDefault: defaults[i] === true, route };
  });
}

/** Its name may be in quotes where it would be a number. */
const routeBeginning = /^ {2}["']?([A-Za-z0-9][A-Za-z0-9._-]*)["']?:(?: |$)/;
const marked = / # default$/;

/** A key is one too when all below it is. Read from the end, so that what is below is known. */
function areDefaults(lines: readonly string[]): readonly boolean[] {
  const found = lines.map((line) => marked.test(line));
  // By indentation: whether what was read since the last line further out is all of defaults.
  let below: { readonly indent: number; all: boolean }[] = [];
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i] ?? '';
    if (line.trim() === '') continue;
    const indent = line.search(/\S/);
    const deeper = below.filter((one) => one.indent > indent);
    if (deeper.length > 0 && line.endsWith(':')) found[i] = deeper.every(({ all }) => all);
    const all = found[i] === true;
    const beside = below.find((one) => one.indent === indent);
    if (beside) beside.all &&= all;
    below = below.filter((one) => one.indent <= indent);
    if (!beside) below.push({ indent, all });
  }
  return found;
}
