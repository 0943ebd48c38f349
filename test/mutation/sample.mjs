import { createHash } from 'crypto';

/**
 * A checker of Stryker that lets one mutant in MUTATION_SAMPLE through. A hash of its file, place and replacement decides, so samples with the seeds
 * 0 to MUTATION_SAMPLE - 1 have each mutant once between them. Stryker reports the others as those that do not compile.
 */
class Sample {
  async init() {}

  async check(mutants) {
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, isIn(mutant) ? { status: 'passed' } : { status: 'compileError', reason: 'not in the sample' }]));
  }

  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }
}

function isIn({ fileName, location: { start, end }, replacement }) {
  const [every, seed] = [Number(process.env.MUTATION_SAMPLE), Number(process.env.MUTATION_SEED)];
  const name = [fileName.slice(fileName.lastIndexOf('/src/')), start.line, start.column, end.line, end.column, replacement].join(':');
  return createHash('sha256').update(name).digest().readUInt32BE() % every === seed % every;
}

export const strykerPlugins = [{ kind: 'Checker', name: 'sample', injectableClass: Sample }];
