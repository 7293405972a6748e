import { Document, isMap, isScalar, parseDocument, visit } from 'yaml';
import { fillDefaults } from './fill-defaults.js';
import { hideSecrets } from './hide-secrets.js';

/**
 * A valid banyan.yaml with every default that is in force written out and marked `# default`, in the words, units and
 * order of the file; applied to its own result it changes nothing but marks. For people: comments are left out, for
 * one may hold a secret, and what else may be one is hidden. Pure.
 * @param text a banyan.yaml that was read as valid
 */
export function effectiveYaml(text: string): string {
  const document = plainDocument(text);
  withoutComments(document);
  if (isMap(document.contents)) fillDefaults(document, document.contents);
  hideSecrets(document);
  return document.toString({ lineWidth: 0 });
}

/** Without aliases and merges, which would put one route's default into another: such a text is written anew. */
function plainDocument(text: string): Document {
  const document = parseDocument(text);
  // Another version of YAML reads plain words otherwise, and may merge.
  let isPlain = document.directives.yaml.explicit !== true;
  visit(document, {
    Alias: () => {
      isPlain = false;
      return visit.BREAK;
    },
  });
  return isPlain ? document : new Document(document.toJS(), { aliasDuplicateObjects: false });
}

function withoutComments(document: Document): void {
  document.comment = null;
  document.commentBefore = null;
  visit(document, {
    Node: (_, node) => {
      delete node.comment;
      delete node.commentBefore;
    },
  });
  const first = isMap(document.contents) ? document.contents.items[0]?.key : undefined;
  // A line was left between it and the comment before it.
  if (isScalar(first)) first.spaceBefore = false;
}
