import { isInterfaceType, type GraphQLSchema } from 'graphql';
import type { Table } from '../database/table.ts';
import { tables } from '../database/tables.ts';
import { areaOfNode, areaOfType, rightTo } from '../policy/policy.ts';
import type { Viewer } from '../identity/viewer.ts';

const entityTables: readonly Table[] = Object.values(tables);

/** The tables behind the schema's Node types of which the viewer may ask at least for its own rows by their ids. */
export function readableTables(viewer: Viewer, schema: GraphQLSchema): readonly Table[] {
  const node = schema.getType('Node');
  if (!isInterfaceType(node)) return [];
  const names = new Set(schema.getPossibleTypes(node).map(({ name }) => name));
  return entityTables.filter((table) => names.has(table.model) && rightTo(viewer, areaOfNode(table.model)) !== 'none');
}

/** Whether the viewer may read at least its own rows of the table. */
export function mayRead(viewer: Viewer, { model }: Table): boolean {
  const area = areaOfType[model];
  return area !== undefined && rightTo(viewer, area) !== 'none';
}
