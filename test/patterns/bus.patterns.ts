import { ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CloudWatchLogsClient, CreateLogGroupCommand, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AuditSource } from '../../src';
import { arrives, AUDITED, countedBy } from '../audit/audited-records';
import { deployed, deployedFilters, ENV, filtersWith, published, Rule } from '../audit/deployed-audit';
import { toEventBridgeEvent } from '../support/cloudtrail-records';
import { pythonEnvironment } from '../support/python-environment';

/**
 * Events that are put on the bus of an emulator, https://github.com/getmoto/moto, by the deployed rule into the deployed log group. The emulator of test/deploy has
 * no log group among the targets of a rule. This one takes the state of a rule for no more than a text.
 */
let server: ChildProcess;
let client: { readonly endpoint: string; readonly region: string; readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } };

beforeAll(async () => {
  const python = join(pythonEnvironment('patterns', join(__dirname, 'requirements.txt')), 'bin', 'python');
  const port = await freePort();
  server = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', env: { PATH: process.env.PATH, MOTO_ACCOUNT_ID: ENV.account } });
  client = { endpoint: `http://127.0.0.1:${port}`, region: ENV.region, credentials: { accessKeyId: 'none', secretAccessKey: 'none' } };
  for (let tries = 0; tries < 300; tries++) {
    if (await fetch(`${client.endpoint}/moto-api/`).then(({ ok }) => ok, () => false)) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error('the emulator does not answer');
});

afterAll(async () => {
  const ended = new Promise((end) => server.once('exit', end));
  server.kill();
  await ended;
});

test('records that are put on the bus reach the log group, and no other, and are counted there', async () => {
  const logGroupName = 'audit';
  const { stack } = filtersWith((scope) => AuditSource.eventBridge({ logGroup: logs.LogGroup.fromLogGroupName(scope, 'Given', logGroupName) }));
  const [{ EventPattern, State, Targets }] = deployed<Rule>(stack, 'AWS::Events::Rule');
  const [bus, groups] = [new EventBridgeClient(client), new CloudWatchLogsClient(client)];
  await groups.send(new CreateLogGroupCommand({ logGroupName }));
  await bus.send(new PutRuleCommand({ Name: 'audit', EventPattern: JSON.stringify(EventPattern), State: State as 'ENABLED' }));
  await bus.send(new PutTargetsCommand({ Rule: 'audit', Targets: Targets.map(({ Id, Arn }) => ({ Id: String(Id), Arn: String(Arn) })) }));

  // What happens in another account or Region is on another bus; of a key nothing is recorded here, for none was given.
  const here = Object.values(AUDITED).filter(({ record }) => record.recipientAccountId === ENV.account && record.awsRegion === ENV.region && record.eventSource !== 'kms.amazonaws.com');
  const entries = here.map(({ record }) => {
    const { source, 'detail-type': DetailType, detail } = toEventBridgeEvent(record) as { 'source': string; 'detail-type': string; 'detail': object };
    return { Source: source, DetailType, Detail: JSON.stringify(detail) };
  });
  for (let first = 0; first < entries.length; first += 10) {
    const { FailedEntryCount } = await bus.send(new PutEventsCommand({ Entries: entries.slice(first, first + 10) }));
    expect(FailedEntryCount).toBe(0);
  }

  const found: { detail: object }[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client: groups }, { logGroupName })) {
    found.push(...events.map(({ message }) => JSON.parse(message!) as { detail: object }));
  }
  const sorted = (details: readonly object[]) => details.map((detail) => JSON.stringify(detail)).sort();
  const expected = here.filter(arrives);
  expect(expected.length).toBeGreaterThan(30);
  expect(here.length - expected.length).toBeGreaterThan(10);
  expect(sorted(found.map(({ detail }) => detail))).toEqual(sorted(expected.map(({ record }) => record)));
  const filters = deployedFilters(stack);
  expect(found.flatMap((event) => published(filters, event)).sort()).toEqual(expected.flatMap((each) => countedBy('eventBridge', each)).sort());
});

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().once('error', failed).listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => found(port));
    });
  });
}
