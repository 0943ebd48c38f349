import { join } from 'path';

/** The root of the project. */
export const ROOT = join(__dirname, '..', '..');

/** Everything that this suite installs and writes. */
export const CACHE = join(ROOT, '.cache', 'languages');

/** What jsii-pacmak made of the library, a folder for each language. */
export const GENERATED = join(CACHE, 'generated');

/** A folder for what the app of a language is run in. */
export const workFolder = (language: string): string => join(CACHE, 'work', language);

/** A folder for what an app of a language synthesizes. */
export const outFolder = (language: string, app: string): string => join(CACHE, 'out', language, app);
