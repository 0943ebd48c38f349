import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliCredentialsStackSynthesizer, FileAssetSource, ISynthesisSession } from 'aws-cdk-lib';
import { Cut, cutTemplate, Template } from './cut-template';

/** CDK's own synthesizer, but the template is cut before it becomes an asset. */
export class CuttingSynthesizer extends CliCredentialsStackSynthesizer {
  readonly cut: Cut = { template: { Resources: {} }, removed: {}, parameters: {} };

  constructor(private readonly refused: readonly string[]) {
    super();
  }

  protected synthesizeTemplate(session: ISynthesisSession, lookupRole?: Parameters<CliCredentialsStackSynthesizer['synthesizeTemplate']>[1]): FileAssetSource {
    const source = super.synthesizeTemplate(session, lookupRole);
    const file = join(session.assembly.outdir, source.fileName!);
    const cut = cutTemplate(JSON.parse(readFileSync(file, 'utf8')) as Template, this.refused);
    // Into the object, because a stack synthesizes with a copy of its synthesizer.
    Object.assign(this.cut, cut);
    const text = JSON.stringify(cut.template, undefined, 1);
    writeFileSync(file, text);
    return { ...source, sourceHash: createHash('sha256').update(text).digest('hex') };
  }
}
