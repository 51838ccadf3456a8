/** Source files as the rules see them: path, text without comments, and what each imports. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

export interface SourceFile {
  /** Relative to the project's root, with forward slashes. */
  path: string;
  /** The text without comments. */
  code: string;
  /** Line count of the whole file. */
  lines: number;
  /** Each import: a package (`node:fs`, `zod`, `@mantine/core`) or a path relative to the root (`shared/finding.ts`). */
  imports: string[];
}

/** Comments go, strings stay; good enough for rules about names, not a parser. */
function withoutComments(text: string): string {
  return text.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|(^|[^:\\])\/\/[^\n]*/g,
    (_all, quoted, before) => quoted ?? before ?? '',
  );
}

/** The name of a module stands on one line. */
const importPattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])([^'"\s]+)\1/g;

export function sourceFile(path: string, text: string): SourceFile {
  const code = withoutComments(text);
  const imports = [...code.matchAll(importPattern)]
    .map(match => match[2] ?? '')
    .map(target =>
      target.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), target)) : target,
    );
  return { path, code, lines: text.split('\n').length, imports };
}

/** Every TypeScript file that git knows of or would add. */
export function projectFiles(): SourceFile[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx', '*.js'],
    {
      encoding: 'utf8',
    },
  );
  return listed
    .split('\n')
    .filter(Boolean)
    .flatMap(path => {
      try {
        return [sourceFile(path, readFileSync(path, 'utf8'))];
      } catch {
        return []; // deleted in the working tree
      }
    });
}

export const isTest = (path: string) => /\.(test|lab)\.tsx?$/.test(path) || path.startsWith('test/');

/** The package of a bare import: `@mantine/core/styles.css` is `@mantine/core`. */
export function packageOf(target: string): string {
  const parts = target.split('/');
  return target.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? target);
}

/** Of this project: with an ending that we write, as every import of ours has it, or out of the project altogether. */
export const isPath = (target: string) =>
  !target.startsWith('@') &&
  (/^[a-z-]+(\/.+)?\.(ts|tsx|js|css|json)$/.test(target) || target.startsWith('..'));
