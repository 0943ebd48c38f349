import { cpSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { appCommand } from './app-command';
import { CACHE, GENERATED, ROOT, workFolder } from './folders';
import { run } from './run';
import { RunApp, sameAsTypeScript } from './same-as-typescript';
import { requireTools } from '../support/toolchain';

/** A repository of our own: what a user has in ~/.m2 is neither used nor changed. */
const REPOSITORY = join(CACHE, 'm2');

sameAsTypeScript('java', () => {
  requireTools('languages', 'javac', 'mvn');
  installLibrary();
  const work = prepareWork();

  const runApp: RunApp = (app, env) => {
    const main = app === 'AllParts' ? '-Dexec.mainClass=com.example.AllParts' : '';
    run('sh', ['-c', `exec ${appCommand(work)} "-Dmaven.repo.local=$REPOSITORY" ${main}`], { cwd: work, env: { ...env, REPOSITORY } });
  };
  return runApp;
});

/** Packs the generated library, with its dependencies at their least versions, and installs it. */
function installLibrary(): void {
  const library = join(GENERATED, 'java');
  const pom = join(library, 'pom.xml');
  writeFileSync(pom, readFileSync(pom, 'utf8').replace(/<version>\[([\d.]+),[^<]*</g, '<version>[$1]<'));
  rmSync(join(REPOSITORY, 'io', 'github', 'cdkbedrockcris'), { recursive: true, force: true });
  run('mvn', ['--batch-mode', '--quiet', `-Dmaven.repo.local=${REPOSITORY}`, '-Dmaven.javadoc.skip', '-Dmaven.source.skip', 'install'], { cwd: library });
}

/** The example with the stack of every part beside it, and the versions of what its dependencies leave open. */
function prepareWork(): string {
  const work = workFolder('java');
  const folder = join(work, 'examples', 'java');
  rmSync(work, { recursive: true, force: true });
  cpSync(join(ROOT, 'examples', 'java'), folder, { recursive: true, filter: (source) => !source.endsWith('target') });
  cpSync(join(ROOT, 'examples', 'function'), join(work, 'examples', 'function'), { recursive: true });
  cpSync(join(__dirname, 'java', 'src'), join(folder, 'src'), { recursive: true });
  const pom = readFileSync(join(folder, 'pom.xml'), 'utf8');
  writeFileSync(join(folder, 'pom.xml'), pom.replace(/^(?= {2}<dependencies>)/m, readFileSync(join(__dirname, 'java', 'pins.xml'), 'utf8')));
  return folder;
}
