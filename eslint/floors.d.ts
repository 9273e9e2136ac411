import type { Linter } from 'eslint';

/** `rootPath`: absolute path of the repository. */
export declare function floors(rootPath: string): Linter.Config;
