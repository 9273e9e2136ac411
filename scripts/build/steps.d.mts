export interface Step {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly counts?: (file: string) => boolean;
  readonly outputs: readonly string[];
  readonly after: readonly string[];
  readonly run: (root: string) => Promise<unknown>;
}

export const generatedSources: readonly Step[];
export const everything: readonly Step[];
