import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectPath } from '../platform/config/paths.ts';
import { anchorsOf, localLinksOf } from './support/markdown.ts';

const root = projectPath('.');

/** What no commit holds, and what is written by programs. */
const passedOver = new Set(['node_modules', 'dist', 'generated', 'package-lock.json']);
const text = /(\.(ts|mjs|js|json|css|html|md|graphql|prisma|sql|sh|yml|yaml|ini|conf|example)|Dockerfile)$/;

/** Files of the repository that hold text, by their path in it. */
function textFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || passedOver.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return textFiles(path);
    return text.test(entry.name) ? [relative(root, path)] : [];
  });
}

const files = textFiles(root);
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const anchors = new Map(files.filter((file) => file.endsWith('.md')).map((file) => [file, anchorsOf(textOf(file))]));

/** Whether a path of the repository is there, and the anchor in it where one is named. */
function exists(target: string): boolean {
  const [path = '', anchor] = target.split('#');
  if (!existsSync(join(root, path))) return false;
  return anchor === undefined || anchors.get(path)?.has(anchor) === true;
}

describe('what is cited', () => {
  it('in code is a document in docs/, at an anchor that it has', () => {
    const cited = files
      .filter((file) => !file.endsWith('.md'))
      .flatMap((file) =>
        [...textOf(file).matchAll(/\bdocs\/[\w/-]+\.md(?:#[\w-]*)?/g)].map(([target]) => ({ file, target })),
      );
    expect(cited).toContainEqual({ file: 'platform/ids/ulid.ts', target: 'docs/api-contract.md#i-7' });
    expect(cited.filter(({ target }) => !exists(target))).toEqual([]);
  });

  it('in Markdown by a link is there, and so is the anchor', () => {
    const links = [...anchors.keys()].flatMap((file) =>
      localLinksOf(textOf(file)).map((target) => ({
        file,
        target: target.startsWith('#') ? `${file}${target}` : join(dirname(file), target),
      })),
    );
    expect(links).toContainEqual({ file: 'README.md', target: 'docs/api-contract.md' });
    expect(links.filter(({ target }) => !exists(target))).toEqual([]);
  });

  it('has a link: no number of a rule or line stands alone', () => {
    const bare = /\b[Cc]ontract \d|\b[Ww]rites \d\.\d|\b[Ss]eed L\d|\bapi:\d|(?<![#\w])I-\d+/;
    const alone = files
      // An applied migration is never edited: its checksum is kept. In docs/ the rules themselves stand.
      .filter((file) => !/^(docs|prisma\/migrations)\//.test(file))
      .flatMap((file) =>
        textOf(file)
          .split('\n')
          .filter((line) => bare.test(line))
          .map((line) => `${file}: ${line.trim()}`),
      );
    expect(alone).toEqual([]);
  });
});

describe('an anchor', () => {
  it('is a heading in small letters without punctuation, numbered where it comes again', () => {
    const headings = '# W2.6 Goal, Deliverable\n## Human’s queue — _now_\n## A `b`\n## A b\n```\n# none\n```\n';
    expect([...anchorsOf(headings)]).toEqual(['w26-goal-deliverable', 'humans-queue--_now_', 'a-b', 'a-b-1']);
  });

  it('is what a document names itself', () => {
    expect([...anchorsOf('- <a id="i-1"></a>**One.** and <a id="f01"></a>')]).toEqual(['i-1', 'f01']);
  });
});
