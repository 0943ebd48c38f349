import * as logs from 'aws-cdk-lib/aws-logs';
import { ICrisTrail } from './trail-interface';
import { fail, messages } from '../private/messages';

class NoTrail implements ICrisTrail {
  public get logGroup(): logs.ILogGroup {
    return fail(messages.noTrail());
  }
}

/** Stands for no trail: one object, so that it can be recognised. */
export const NO_TRAIL: ICrisTrail = new NoTrail();
