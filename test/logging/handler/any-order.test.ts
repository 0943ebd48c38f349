import * as fc from 'fast-check';
import { BedrockServer, Fault } from './bedrock-server';
import { configurationOf, Properties, ResourceInStack } from './stack';
import { LoggingConfiguration, same } from '../../../src/logging/handler/configuration';
import { memoryOf } from '../../../src/logging/handler/memory';
import { propertyRuns } from '../../support/property-runs';

const RUNS = propertyRuns();

// Ours have roles of our own; "also" is put by somebody else as well as by us.
const OURS = [configurationOf('ours'), configurationOf('ours', { videoDataDeliveryEnabled: false }), configurationOf('also')];
const THEIRS = [undefined, configurationOf('theirs'), { s3Config: { bucketName: 'audit' } }, configurationOf('also'), configurationOf('ours', { textDataDeliveryEnabled: false })];

type Step =
  | { readonly kind: 'deploy'; readonly configuration: number; readonly overwriteExisting: boolean; readonly onDelete: 'LEAVE' | 'RESTORE'; readonly otherFails: boolean }
  | { readonly kind: 'destroy' }
  | { readonly kind: 'foreign'; readonly configuration: number };

interface Mishap { readonly faults: Fault[]; readonly answersRefused: number; readonly deliveries: number }

const fault: fc.Arbitrary<Fault> = fc.record({
  on: fc.constantFrom('GET' as const, 'PUT' as const, 'DELETE' as const),
  error: fc.constantFrom('ThrottlingException', 'InternalServerException', 'AccessDeniedException', 'ValidationException', 'dropped', 'answer lost'),
  times: fc.constantFrom(1, 2, 100),
  after: fc.nat(1),
}, { requiredKeys: ['on', 'error', 'times', 'after'] }) as fc.Arbitrary<Fault>;
const none: Mishap = { faults: [], answersRefused: 0, deliveries: 1 };
const mishap: fc.Arbitrary<Mishap> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(none) },
  { weight: 3, arbitrary: fc.record({ faults: fc.array(fault, { maxLength: 3 }), answersRefused: fc.constantFrom(0, 0, 0, 1, 100), deliveries: fc.constantFrom(1, 1, 2) }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('deploy' as const),
      configuration: fc.nat(OURS.length - 1),
      overwriteExisting: fc.boolean(),
      onDelete: fc.constantFrom('LEAVE' as const, 'RESTORE' as const),
      otherFails: fc.constantFrom(false, false, true),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('destroy' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('foreign' as const), configuration: fc.nat(THEIRS.length - 1) }) },
);

let server: BedrockServer;
beforeAll(async () => { server = await BedrockServer.start(); });
afterAll(async () => server.stop());

const equal = (one?: LoggingConfiguration, other?: LoggingConfiguration) => (one && other ? same(one, other) : one === other);
const propertiesOf = (deploy: Step & { kind: 'deploy' }): Properties => ({ ...deploy, configuration: OURS[deploy.configuration] });

/** Carries one step out, and checks what it changed. */
async function carryOut(stack: ResourceInStack, one: Step): Promise<void> {
  if (one.kind === 'foreign') {
    server.configuration = THEIRS[one.configuration];
    return;
  }
  const { properties: before, physicalId } = stack;
  const start = server.configuration;
  const faultless = server.faults.length === 0 && server.answersRefused === 0;
  server.changes.length = 0;
  let failure: string | undefined;
  const wanted = one.kind === 'deploy' ? propertiesOf(one) : undefined;
  if (!wanted) {
    failure = await stack.destroy();
  } else {
    failure = await stack.deploy(wanted);
    if (failure === undefined && one.kind === 'deploy' && one.otherFails) {
      failure = physicalId === undefined ? await stack.destroy() : await stack.rollBack(before!, wanted);
    }
  }

  // What it overwrote or deleted was its own, or it was told; and then it is not lost.
  const own = [before?.configuration, wanted?.configuration].filter((configuration) => configuration !== undefined);
  // Put again after an answer that was lost, a configuration overwrites itself.
  const overwriting = server.changes.filter((change) => change.before && !equal(change.before, change.after));
  for (const { before: overwritten } of overwriting.filter((change) => !own.some((configuration) => equal(configuration, change.before)))) {
    expect(wanted?.overwriteExisting).toBe(true);
    expect(stack.log).toContain(`Overwrites ${JSON.stringify(overwritten)}`);
  }
  // What it put is what was asked for, or what was there before.
  const remembered = [physicalId, ...server.answers.map((answer) => answer.PhysicalResourceId)].map((id) => memoryOf(id ?? '')).filter((memory) => typeof memory === 'object');
  for (const { after } of server.changes.filter((change) => change.after)) {
    expect([...own, ...remembered].some((configuration) => equal(configuration, after))).toBe(true);
  }
  if (faultless) expectFaultless(one, failure, start, physicalId === undefined);
}

function expectFaultless(one: Step, failure: string | undefined, start: LoggingConfiguration | undefined, isNew: boolean): void {
  expect(failure ?? '').not.toMatch(/ROLLBACK_FAILED/);
  if (one.kind === 'destroy') expect(failure).toBeUndefined();
  if (one.kind !== 'deploy' || one.otherFails) {
    // A new resource that restores and is rolled back leaves no trace.
    if (one.kind === 'deploy' && isNew && one.onDelete === 'RESTORE') expect(equal(server.configuration, start)).toBe(true);
    return;
  }
  if (failure === undefined) expect(equal(server.configuration, OURS[one.configuration])).toBe(true);
  else expect([one.overwriteExisting, server.configuration]).toEqual([false, start]);
}

test(`in any order of events nothing of somebody else is overwritten or deleted unless told, and nothing is lost (${RUNS.numRuns} runs)`, async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(step, mishap), { minLength: 1, maxLength: 7 }), async (steps) => {
    server.reset();
    const stack = new ResourceInStack(server);
    for (const [one, { faults, answersRefused, deliveries }] of steps) {
      Object.assign(server, { faults: [...faults], answersRefused });
      stack.deliveries = deliveries;
      await carryOut(stack, one);
    }
  }), RUNS);
}, 3_600_000);

test('created, destroyed and restored, any two stacks one after the other leave what was there', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(THEIRS.length - 1), fc.nat(1), fc.nat(1), async (foreign, one, other) => {
    server.reset(THEIRS[foreign]);
    for (const index of [one, other]) {
      const stack = new ResourceInStack(server);
      await stack.deploy({ configuration: OURS[index], overwriteExisting: true, onDelete: 'RESTORE' });
      await stack.deploy({ configuration: OURS[1 - index], overwriteExisting: true, onDelete: 'RESTORE' });
      expect(await stack.destroy()).toBeUndefined();
    }
    expect(server.configuration).toEqual(THEIRS[foreign]);
  }), propertyRuns(20));
}, 3_600_000);
