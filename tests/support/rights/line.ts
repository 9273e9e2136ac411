/**
 * What the contract's matrix (docs/api-contract.md#17-rights) says of one place of the graph, a path of fields, for SA AD ME RV
 * AG SV PA AN. Of each: `R` reads what an admin reads, `O` its own rows alone, a word the same as `R` with the scope `word:read`,
 * `-` gets null and FORBIDDEN, `.` cannot get as far as the field.
 */
export type Line = readonly [place: string, rights: string];

/** The lines of one subgraph: one for each root field, and those of fields that someone who reads the row may not read. */
export interface Rights {
  readonly rootFields: readonly Line[];
  readonly restrictedFields: readonly Line[];
}
