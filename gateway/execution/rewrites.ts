import type { FetchDataRewrite } from '@apollo/query-planner';
import { isObject, type DataObject } from './result-data.ts';
import type { IsOfType } from './type-conditions.ts';

/** Changes that the planner wants made to data on its way to or from a subgraph, such as giving an alias its name back. */
export type Rewrite = (data: DataObject) => void;

const fragment = '... on ';

/** Compiles rewrites; none is undefined. */
export function rewriter(rewrites: readonly FetchDataRewrite[] | undefined, isOfType: IsOfType): Rewrite | undefined {
  if (rewrites === undefined || rewrites.length === 0) return undefined;
  const steps = rewrites.map((rewrite): Rewrite => {
    const parents = rewrite.path.slice(0, -1);
    const field = rewrite.path.at(-1) ?? '';
    const change =
      rewrite.kind === 'ValueSetter' ? setTo(field, rewrite.setValueTo) : rename(field, rewrite.renameKeyTo);
    return (data) => {
      applyAt(data, parents, isOfType, change);
    };
  });
  return (data) => {
    for (const step of steps) step(data);
  };
}

function setTo(field: string, value: unknown): Rewrite {
  return (data) => {
    data[field] = value;
  };
}

function rename(field: string, to: string): Rewrite {
  return (data) => {
    if (data[field] === undefined || data[field] === null) return;
    data[to] = data[field];
    data[field] = undefined;
  };
}

function applyAt(value: unknown, path: readonly string[], isOfType: IsOfType, change: Rewrite): void {
  if (Array.isArray(value)) {
    for (const item of value) applyAt(item, path, isOfType, change);
    return;
  }
  if (!isObject(value)) return;
  const [step, ...rest] = path;
  if (step === undefined) change(value);
  else if (!step.startsWith(fragment)) applyAt(value[step], rest, isOfType, change);
  else {
    const typeName = value['__typename'];
    // An object whose type was not asked for is taken to fit: the planner would not have planned the rewrite otherwise.
    if (typeof typeName !== 'string' || isOfType(typeName, step.slice(fragment.length)))
      applyAt(value, rest, isOfType, change);
  }
}
