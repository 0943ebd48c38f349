import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join, relative } from 'path';
import { Answers, BedrockServer, summary } from './bedrock-server';
import { CatalogFolder } from '../../scripts/catalog/files';
import { CatalogFiles } from '../../scripts/catalog/merge';
import { ProfileRow, RegionRow } from '../../scripts/catalog/rows';
import { NO_STATE } from '../../scripts/catalog/state';
import { update } from '../../scripts/catalog/update';

export const OPUS = 'anthropic.claude-opus-5';
export const US = ['us-east-1', 'us-west-2'];

const region = (name: string, prefixes: string[], row: Partial<RegionRow> = {}): RegionRow => ({
  region: name, name, partition: 'aws', optIn: false, bedrock: 'yes', canBeGlobalCrisSource: true, geographyPrefixes: prefixes, geoPrefixesSeenAsSource: prefixes, ...row,
});
const profile = (scope: string, modelId: string, row: Partial<ProfileRow>): ProfileRow => ({
  id: `${scope}.${modelId}`, scope, modelId, provider: 'Anthropic', asOf: '2026-08-21', confidence: 'high', ...row,
});

/** A profile known from a scan, one from AWS's pages, one by its ID only, one in doubt, one retired. */
export const SMALL: CatalogFiles = {
  date: '2026-11-01',
  state: NO_STATE,
  regions: [
    region('ap-northeast-1', ['jp']),
    region('me-south-1', [], { bedrock: 'yes (docs)' }),
    region('mx-west-1', [], { bedrock: 'no evidence', canBeGlobalCrisSource: false }),
    region('us-east-1', ['us']),
    region('us-west-2', ['us']),
    region('us-gov-west-1', ['us-gov'], { partition: 'aws-us-gov', canBeGlobalCrisSource: false }),
  ],
  profiles: [
    profile('global', OPUS, { sourceRegions: ['ap-northeast-1', 'me-south-1', 'us-east-1'], destinations: 'all commercial', unverifiedSourceRegions: ['me-south-1'] }),
    profile('us', OPUS, { sourceRegions: US, sources: { 'us-east-1': US, 'us-west-2': US } }),
    profile('us', 'anthropic.claude-old', { sourceRegions: ['us-east-1'], sources: { 'us-east-1': US }, lifecycle: 'past-eol' }),
    profile('us', 'openai.gpt-doubtful', { provider: 'OpenAI', sourceRegionsUnknown: true, confidence: 'low' }),
    profile('us', 'openai.gpt-page', { provider: 'OpenAI', sourceRegions: US, sources: { 'us-east-1': null, 'us-west-2': null }, confidence: 'medium' }),
    profile('us', 'xai.grok-id', { provider: 'xAI', sourceRegionsUnknown: true, confidence: 'medium' }),
    profile('us-gov', OPUS, { sourceRegions: ['us-gov-west-1'], sources: { 'us-gov-west-1': null }, confidence: 'medium', idInferred: true }),
  ].sort((a, b) => (a.id < b.id ? -1 : 1)),
};

/** What each Region lists if the catalog is right; `more` is listed besides. */
export function asKnown(more: Answers = {}): Answers {
  const global = (name: string) => [{ inferenceProfileSummaries: [summary(name, `global.${OPUS}`)] }];
  const us = (name: string) => [{
    inferenceProfileSummaries: [
      ...name === 'us-east-1' ? [summary(name, `global.${OPUS}`), summary(name, 'us.anthropic.claude-old', US)] : [],
      summary(name, `us.${OPUS}`, US),
    ],
  }];
  return { 'ap-northeast-1': global('ap-northeast-1'), 'us-east-1': us('us-east-1'), 'us-west-2': us('us-west-2'), ...more };
}

/** A repository with nothing but the files of a catalog. */
export class Repository {
  readonly root = mkdtempSync(join(tmpdir(), 'catalog-'));
  readonly folder = new CatalogFolder(this.root);
  /** What was printed: the report and the result, and what a terminal shows. */
  out = '';
  err = '';

  constructor(catalog: CatalogFiles = SMALL) {
    for (const path of ['scripts/catalog', 'src/bedrock']) mkdirSync(join(this.root, path), { recursive: true });
    this.folder.write(catalog);
  }

  /** Every file with its text, so that nothing is left behind unseen. */
  files(): Record<string, string> {
    const all = readdirSync(this.root, { recursive: true, encoding: 'utf8' }).map((name) => join(this.root, name)).filter((file) => statSync(file).isFile());
    return Object.fromEntries(all.sort().map((file) => [relative(this.root, file), readFileSync(file, 'utf8')]));
  }

  async update(server: BedrockServer, today: string, ...args: string[]): Promise<number> {
    this.out = this.err = '';
    return update(['--root', this.root, ...args], {
      today,
      clientOf: server.clientOf,
      out: (text) => { this.out += text; },
      terminal: { write: (text) => { this.err += text; }, isTTY: false, quiet: false },
    });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
