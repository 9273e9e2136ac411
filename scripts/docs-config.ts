import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { projectPath } from '../platform/config/paths.ts';
import type { Variable } from '../platform/config/variable.ts';
import { variables } from '../platform/config/variables.ts';

/** `npm run docs:config`: writes the README's configuration table from the variables themselves; `--check` only compares. */
const begin = '<!-- configuration: begin (npm run docs:config) -->';
const end = '<!-- configuration: end -->';

const rows = Object.entries<Variable>(variables).map(([name, { meaning, fallback, fallbackMeaning }]) => {
  const byDefault = fallbackMeaning ?? (fallback === null ? '' : `\`${fallback}\``);
  return `| \`${name}\` | ${byDefault} | ${meaning} |`;
});
const table = ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');

const file = projectPath('README.md');
const readme = readFileSync(file, 'utf8');
const [before, rest = ''] = readme.split(begin);
const after = rest.split(end)[1];
if (before === undefined || after === undefined) throw new Error(`README.md lacks the lines "${begin}" and "${end}"`);
const style = await resolveConfig(file);
const written = await format(`${before}${begin}\n\n${table}\n\n${end}${after}`, { ...style, filepath: file });
if (process.argv.includes('--check')) {
  if (written !== readme) {
    console.error(
      'The configuration table of README.md is not that of platform/config/variables.ts: npm run docs:config writes it.',
    );
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, written);
}
