import { Kind, type FieldNode, type GraphQLResolveInfo, type NamedTypeNode, type SelectionSetNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Table } from '../database/table.ts';
import { tables } from '../database/tables.ts';

/** Selections that are kept: clients could ask for any set of fields, and for ever new ones. */
const maximumInterned = 10_000;

/** Which fields of a row a field of the graph reads; a type's own column of the same name when it is not listed. */
export type FieldNeeds = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** The fields of a row to select, interned: equal selections are the same object. */
export interface Projection {
  readonly key: string;
  readonly fields: readonly string[];
}

/** What of a connection was selected. */
export interface ConnectionSelection {
  readonly page: boolean;
  readonly total: boolean;
  readonly projection: Projection;
}

type Fragments = GraphQLResolveInfo['fragments'];
/** What a resolver's `info` tells of the selection under its field. */
export type SelectionInfo = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

/**
 * Finds the columns that an operation needs, so that nothing else is read. Answers are kept by the operation's syntax
 * node: documents are parsed once and kept by whoever executes them.
 */
export class Projector {
  private readonly needs: FieldNeeds;
  private readonly rows = new WeakMap<FieldNode, Map<string, Projection>>();
  private readonly connections = new WeakMap<FieldNode, ConnectionSelection>();
  private readonly interned = new LRUCache<string, Projection>({ max: maximumInterned });

  constructor(needs: FieldNeeds) {
    this.needs = needs;
  }

  /** The projection of a field that answers with rows of `table`, and the fields that the caller itself decides by. */
  row(table: Table, info: SelectionInfo, decidesBy: readonly string[] = []): Projection {
    const selected = this.selectedRow(table, info);
    return decidesBy.length === 0 ? selected : this.internFields(table, new Set([...selected.fields, ...decidesBy]));
  }

  /** The projection of a connection whose nodes are rows of `table`. */
  connection(table: Table, info: SelectionInfo): ConnectionSelection {
    const [node] = info.fieldNodes;
    if (node === undefined || info.fieldNodes.length > 1) return this.readConnection(table, info);
    let selection = this.connections.get(node);
    if (selection === undefined) this.connections.set(node, (selection = this.readConnection(table, info)));
    return selection;
  }

  private selectedRow(table: Table, info: SelectionInfo): Projection {
    const [node] = info.fieldNodes;
    if (node === undefined || info.fieldNodes.length > 1) return this.intern(table, selectedFields(table, info));
    let byModel = this.rows.get(node);
    if (byModel === undefined) this.rows.set(node, (byModel = new Map<string, Projection>()));
    let projection = byModel.get(table.model);
    if (projection === undefined)
      byModel.set(table.model, (projection = this.intern(table, selectedFields(table, info))));
    return projection;
  }

  private readConnection(table: Table, info: SelectionInfo): ConnectionSelection {
    const names = new Set<string>();
    const fields = new Set<string>();
    eachField(info, `${table.model}Connection`, (field) => {
      names.add(field.name.value);
      if (field.name.value === 'nodes') collect(field.selectionSet, info.fragments, table.model, fields);
      if (field.name.value === 'edges') {
        eachField({ fieldNodes: [field], fragments: info.fragments }, `${table.model}Edge`, (edge) => {
          if (edge.name.value === 'node') collect(edge.selectionSet, info.fragments, table.model, fields);
        });
      }
    });
    return {
      page: names.has('nodes') || names.has('edges') || names.has('pageInfo'),
      total: names.has('totalCount') || names.has('totalCountIsCapped'),
      projection: this.intern(table, fields),
    };
  }

  private intern(table: Table, selected: ReadonlySet<string>): Projection {
    const needs = this.needs.get(table.model);
    const fields = new Set<string>();
    for (const name of selected) {
      for (const field of needs?.get(name) ?? (name in table.columns ? [name] : [])) fields.add(field);
    }
    for (const identity of ['id', 'refId', 'tenantId']) {
      if (identity in table.columns) fields.add(identity);
    }
    return this.internFields(table, fields);
  }

  private internFields(table: Table, fields: ReadonlySet<string>): Projection {
    const key = [...fields].sort().join(' ');
    let projection = this.interned.get(`${table.model} ${key}`);
    if (projection === undefined) {
      projection = { key, fields: key.split(' ') };
      this.interned.set(`${table.model} ${key}`, projection);
    }
    return projection;
  }
}

/** Whether the selection under a field that answers with `type` names `field`: what is dear is worked out for those who ask. */
export function selects(info: SelectionInfo, type: string, field: string): boolean {
  let found = false;
  eachField(info, type, ({ name }) => (found ||= name.value === field));
  return found;
}

/** What is selected under one field of the `type` that `info`'s field answers with, whatever its aliases. */
export function selectionUnder(info: SelectionInfo, type: string, field: string): SelectionInfo {
  const fieldNodes: FieldNode[] = [];
  eachField(info, type, (node) => {
    if (node.name.value === field) fieldNodes.push(node);
  });
  return { fieldNodes, fragments: info.fragments };
}

function selectedFields(table: Table, info: SelectionInfo): Set<string> {
  const fields = new Set<string>();
  for (const node of info.fieldNodes) collect(node.selectionSet, info.fragments, table.model, fields);
  return fields;
}

function collect(set: SelectionSetNode | undefined, fragments: Fragments, type: string, into: Set<string>): void {
  walk(set, fragments, type, (field) => into.add(field.name.value));
}

function eachField(info: SelectionInfo, type: string, visit: (field: FieldNode) => void): void {
  for (const node of info.fieldNodes) walk(node.selectionSet, info.fragments, type, visit);
}

const entities = new Set<string>(Object.values(tables).map(({ model }) => model));

/**
 * Whether a fragment may hold for `type`. One on another entity never does; one on an interface or a union may, and a column
 * too many is no error: the planner itself puts a client's fragment on a union inside one on its member.
 */
function mayHoldFor(type: string, condition: NamedTypeNode | undefined): boolean {
  const on = condition?.name.value;
  return on === undefined || on === type || !entities.has(on);
}

function walk(
  set: SelectionSetNode | undefined,
  fragments: Fragments,
  type: string,
  visit: (field: FieldNode) => void,
): void {
  for (const selection of set?.selections ?? []) {
    if (selection.kind === Kind.FIELD) {
      visit(selection);
    } else {
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      if (mayHoldFor(type, fragment?.typeCondition)) walk(fragment?.selectionSet, fragments, type, visit);
    }
  }
}
