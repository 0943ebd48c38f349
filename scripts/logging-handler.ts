/** Writes the code of the function behind InvocationLogging, as one file, into the source of the package. */
import { writeFileSync } from 'fs';
import { join } from 'path';
import { build } from 'esbuild';

const ROOT = join(__dirname, '..');

/** The handler as one CommonJS file. Not minified: whoever reviews a template reads it. */
export async function bundledHandler(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/logging/handler/index.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    tsconfigRaw: {},
  });
  return outputFiles[0].text;
}

/** The source file that holds it. */
export function sourceOf(code: string): string {
  return [
    '/* eslint-disable */',
    '// The files of this folder as one, made by scripts/logging-handler.ts ("npm run logging:handler"), compared by test/logging/handler/bundle.test.ts. Do not edit.',
    'export const HANDLER_CODE = [',
    ...code.trimEnd().split('\n').map((line) => `  ${JSON.stringify(line)},`),
    "].join('\\n');",
    '',
  ].join('\n');
}

export const CODE_FILE = join(ROOT, 'src', 'logging', 'handler', 'code-data.ts');

if (require.main === module) void bundledHandler().then((code) => writeFileSync(CODE_FILE, sourceOf(code)));
