import { inspect, stripVTControlCharacters } from 'node:util';
import { isSilent, type Failure, type SuiteResult } from './verdict.ts';

/** The whole audit as text: a table of the suites, what went wrong, and how many cases were answered. */
export function reportOf(results: readonly SuiteResult[]): string {
  const width = Math.max(...results.map(({ id }) => id.length));
  const rows = results.map(({ id, total, failures }) => {
    const row = `${id.padEnd(width)}  ${total - failures.length}/${total}`;
    const silent = failures.filter(isSilent).length;
    return silent === 0 ? row : `${row}  ${silent} silent`;
  });
  const details = results.flatMap(({ id, failures }) => failures.map((failure) => detailsOf(id, failure)));
  return [rows.join('\n'), ...details, summaryOf(results)].join('\n\n');
}

/** Such as `197 of 199`. */
export function summaryOf(results: readonly SuiteResult[]): string {
  return `${passedOf(results)} of ${results.reduce((sum, { total }) => sum + total, 0)}`;
}

/** Number of cases that were answered as expected. */
export function passedOf(results: readonly SuiteResult[]): number {
  return results.reduce((sum, { total, failures }) => sum + total - failures.length, 0);
}

function detailsOf(suite: string, failure: Failure): string {
  const { number, asked, got, faults } = failure;
  const parts: [string, string][] = [
    ['query', dedented(asked.query)],
    ['expected', JSON.stringify(asked.expected)],
    ['got', JSON.stringify(got)],
    ...faults.map((fault): [string, string] => ['fault', stripVTControlCharacters(inspect(fault))]),
  ];
  const title = `${suite}, case ${number}${isSilent(failure) ? ', silent: wrong without an error' : ''}`;
  return [title, ...parts.map(([name, text]) => `${name}\n${indented(text)}`)].join('\n');
}

function dedented(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const margin = Math.min(...lines.map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(margin)).join('\n');
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
