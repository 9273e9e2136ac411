import type { GraphQLField } from 'graphql';

/** The names of a supergraph's fields. */
export interface FieldNames {
  readonly all: ReadonlySet<string>;
  /** Those of keys and of what other fields require. */
  readonly required: ReadonlySet<string>;
}

/**
 * The names under which subgraphs answer. A plan also asks for keys and for what other fields require, each under its own
 * name: a client's alias that is also the name of a field (`id: name`) would stand in the place of one, as would a required
 * field with the client's own arguments, so they are renamed on the way in and given back in the answer.
 */
export class ResponseNames {
  private readonly fieldNames: FieldNames;
  private readonly internalNames = new Map<string, string>();
  private readonly clientNames = new Map<string, string>();

  constructor(fieldNames: FieldNames) {
    this.fieldNames = fieldNames;
  }

  /** The internal name of a field that the client calls `responseName`: one and the same wherever it asks so. */
  internal(responseName: string, field: GraphQLField<unknown, unknown>): string {
    if (!this.mayCollide(responseName, field)) return responseName;
    const key = `${responseName} ${field.name}`;
    let name = this.internalNames.get(key);
    if (name === undefined) {
      name = this.unused(responseName);
      this.internalNames.set(key, name);
      this.clientNames.set(name, responseName);
    }
    return name;
  }

  /** A place in the answer as the client knows it. */
  client<Step extends string | number>(path: readonly Step[]): readonly (Step | string)[] {
    if (this.clientNames.size === 0) return path;
    return path.map((step) => (typeof step === 'string' ? (this.clientNames.get(step) ?? step) : step));
  }

  /** Every alias with two underscores is renamed, so none can be a name that is given here. */
  private mayCollide(responseName: string, { name, args }: GraphQLField<unknown, unknown>): boolean {
    if (responseName in Object.prototype) return true;
    if (responseName === name) return args.length > 0 && this.fieldNames.required.has(name);
    return this.fieldNames.all.has(responseName) || responseName.includes('__');
  }

  private unused(responseName: string): string {
    let number = this.internalNames.size;
    while (this.fieldNames.all.has(`${responseName}__${number}`)) number += 1;
    return `${responseName}__${number}`;
  }
}
