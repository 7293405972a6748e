import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Copy, DockerfileParser, type Healthcheck, type JSONInstruction } from 'dockerfile-ast';

/** The clone that is tested. */
export const root = fileURLToPath(new URL('..', import.meta.url));
/** What the image is built by. */
export const dockerfile = readFileSync(`${root}/Dockerfile`, 'utf8');
/** Its instructions. */
export const instructions = DockerfileParser.parse(dockerfile);

const last = <T>(all: readonly T[], what: string): T => {
  const found = all.at(-1);
  if (found === undefined) throw new Error(`the Dockerfile has no ${what}`);
  return found;
};
const named = (keyword: string): string =>
  last(
    instructions.getInstructions().filter((one) => one.getKeyword() === keyword),
    keyword,
  ).getArgumentsContent() ?? '';
/** The words of a command in exec form; none of one that a shell would read. */
const words = (instruction: JSONInstruction): readonly string[] =>
  instruction.getJSONStrings().map((word) => word.getJSONValue());

/** Files that a COPY lays down: of which stage or of the context, which, and where. */
export interface Copied {
  /** The stage that they are of; undefined for those of the context. */
  readonly stage: string | undefined;
  readonly sources: readonly string[];
  readonly to: string;
}
const copied = (copy: Copy): Copied => {
  const paths = copy.getArguments().map((path) => path.getValue());
  return {
    stage: copy.getFromFlag()?.getValue() ?? undefined,
    sources: paths.slice(0, -1),
    to: last(paths, 'target of a COPY'),
  };
};

/** What a container of the image runs, and how. */
export const image = {
  bases: instructions
    .getFROMs()
    .map((from) => ({ image: from.getImage() ?? '', stage: from.getBuildStage() ?? undefined })),
  copies: instructions.getCOPYs().map(copied),
  /** In exec form. */
  command: words(last(instructions.getCMDs(), 'CMD')),
  /** In exec form, without the word CMD before it. */
  healthcheck: healthcheckOf(last(instructions.getHEALTHCHECKs(), 'HEALTHCHECK')),
  user: named('USER'),
  folder: named('WORKDIR'),
  /** Programs that stand on the path beside the system's: each with what it leads to. */
  links: new Map(
    [...dockerfile.matchAll(/\bln -s (\S+) \/usr\/local\/bin\/(\S+)/g)].map(([, to = '', name = '']) => [
      name,
      to,
    ]),
  ),
};

function healthcheckOf(instruction: Healthcheck): readonly string[] {
  const [, command = '[]'] = /\bCMD\s+(\[.*\])$/s.exec(instruction.getArgumentsContent() ?? '') ?? [];
  return JSON.parse(command) as string[];
}
