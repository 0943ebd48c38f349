import * as util from 'util';
import { didYouMean } from '../checks/policy/nearest';

/** Arguments that cannot be used as given; the message is for the user. */
export class UsageError extends Error {}

interface Options {
  readonly [name: string]: { readonly type: 'string' | 'boolean'; readonly multiple?: boolean; readonly short?: string; readonly default?: string | boolean | string[] };
}

/** What `parseArgs` of Node.js returns for them. */
type Arguments<T extends Options> = ReturnType<typeof util.parseArgs<{ args: string[]; allowPositionals: true; options: T }>>;

/** The values of options and what is beside them; an unknown option is named, with the one that was probably meant. */
export function parsedArguments<T extends Options>(args: readonly string[], options: T): Arguments<T> {
  try {
    return util.parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    const unknown = /^Unknown option '(-[^']*)'/.exec(message)?.[1];
    throw new UsageError(unknown === undefined ? message.split(/\. |\n/)[0] : `there is no option ${unknown}${didYouMean(unknown, Object.keys(options).map((name) => `--${name}`))}`);
  }
}

/** The value of an option, if it is one of those it may have. */
export function oneOf<T extends string>(option: string, value: string, values: readonly T[]): T {
  if (!(values as readonly string[]).includes(value)) throw new UsageError(`${option}: there is no ${value}; give ${values.slice(0, -1).join(', ')} or ${values.at(-1)}${didYouMean(value, values)}`);
  return value as T;
}
