import type { Step } from './steps.mjs';

export function runSteps(
  steps: readonly Step[],
  options?: { readonly root?: string; readonly log?: (line: string) => void },
): Promise<void>;
