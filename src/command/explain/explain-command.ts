import { existsSync, readFileSync, statSync } from 'fs';
import { parseArgs } from 'util';
import { denialOf } from './denials';
import { Explanation, explanationOf } from './explanation';
import { Facts, factsOf } from './facts';
import { answersOf } from './in-template';
import { DENIAL, Message, messagesIn, plainText } from './messages';
import { explanationJson, explanationText, lines } from './report';
import { isRegion } from '../../bedrock/regions';
import { UnreadableInput } from '../../checks/read/json';
import { readInput } from '../check/input';
import { CommandIo } from '../io';

const USAGE = `cdk-bedrock-cris explain [options] <message> | --file <file> | -

Says why a call of Amazon Bedrock failed, what to change, who must change it, and how to see that it is mended.
It needs no network and no credentials.

  <message>            the error message, in quotes; or a record of CloudTrail
  --file <file>        a file with messages: a log, a stack, records of CloudTrail; can be repeated
  -                    standard input

  --template <path>    a template, a policy or a cdk.out, as "check" reads them: names the statement that denies or lacks it; can be repeated
  --region <region>    the Region that your code calls, if the message does not tell it
  --model-id <id>      the inference profile or model that your code calls, if the message does not tell it
  --format text|json   text for people, which is the default, or JSON for programs
  --help               this text

Examples
  npx cdk-bedrock-cris explain "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/app/i-1 is not authorized to perform: ..."
  npx cdk-bedrock-cris explain --file error.log --template cdk.out --region eu-west-1
  aws logs tail /aws/lambda/assistant --since 1h | npx cdk-bedrock-cris explain -

Exits with 0 if a message was explained, with 1 if none was recognised, with 2 if an argument is not usable.
`;

interface Options {
  /** Each by itself: files may be JSON. */
  readonly texts: readonly string[];
  readonly templates: readonly string[];
  readonly json: boolean;
  readonly given: Pick<Facts, 'sourceRegion' | 'called'>;
}

/** The verb `explain`. */
export function explainCommand(args: string[], io: CommandIo, readStandardInput: () => string = standardInput): number {
  try {
    const options = optionsOf(args, readStandardInput);
    if (options === 'help') {
      io.out(USAGE);
      return 0;
    }
    const { messages, isCut } = messagesIn(options.texts);
    if (messages.length === 0) return unrecognised(options, io);
    const explanations = explain(messages, options);
    io.out(options.json ? explanationJson(explanations) : explanationText(explanations));
    if (isCut) io.err('the text has more messages than are read; give the last part of it\n');
    return 0;
  } catch (error) {
    if (!(error instanceof UnreadableInput) && !String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')) throw error;
    io.err(`${(error as Error).message}\n"cdk-bedrock-cris explain --help" shows the usage\n`);
    return 2;
  }
}

function explain(messages: readonly Message[], { templates: paths, given }: Options): Explanation[] {
  const input = paths.length === 0 ? undefined : readInput(paths, given.sourceRegion);
  return messages.map((message) => {
    // What the message tells of itself is sure.
    const facts = { ...given, ...message.facts };
    const explanation = explanationOf({ ...message, facts });
    if (!input || message.cause !== DENIAL) return explanation;
    const exemption = explanation.paste.find(({ condition }) => condition !== undefined)?.condition;
    return { ...explanation, template: answersOf([...input.templates, ...input.listings], input.policies, denialOf(facts), facts, exemption) };
  });
}

function optionsOf(args: string[], readStandardInput: () => string): Options | 'help' {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'file': { type: 'string', multiple: true, default: [] },
      'template': { type: 'string', multiple: true, default: [] },
      'region': { type: 'string' },
      'model-id': { type: 'string' },
      'format': { type: 'string', default: 'text' },
      'help': { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const { region, format, file: files } = values;
  if (!['text', 'json'].includes(format)) throw new UnreadableInput(`--format: ${format} is no format; give text or json`);
  if (region !== undefined && !isRegion(region)) throw new UnreadableInput(`--region: ${region} is not a Region; give a name like eu-west-1`);
  if (positionals.length === 0 && files.length === 0) throw new UnreadableInput('no message given; give it in quotes, a file with --file, or - for standard input');
  const pieces = positionals.filter((part) => part !== '-');
  return {
    // A message without quotes arrives in pieces.
    texts: [...pieces.length > 0 ? [pieces.join(' ')] : [], ...positionals.length > pieces.length ? [readStandardInput()] : [], ...files.map(readText)],
    templates: values.template,
    json: format === 'json',
    given: { ...(region && { sourceRegion: region }), ...(values['model-id'] && { called: values['model-id'] }) },
  };
}

function readText(path: string): string {
  if (!existsSync(path)) throw new UnreadableInput(`${path} does not exist`);
  if (!statSync(path).isFile()) throw new UnreadableInput(`${path} is no file`);
  return readFileSync(path, 'utf8');
}

function standardInput(): string {
  return readFileSync(0, 'utf8');
}

const LONG = 20_000;

/** Says that nothing is known of the message, and what was seen in it all the same. */
function unrecognised({ texts, json, given }: Options, io: CommandIo): number {
  const plain = plainText(texts.join(' ').slice(0, LONG)).trim();
  const facts = { ...given, ...(plain === '' ? {} : factsOf({ before: '', after: plain }, {})) };
  if (json) io.out(explanationJson([], facts));
  const seen = lines(facts);
  io.err([
    plain === '' ? 'the message is empty' : 'no error of Amazon Bedrock was recognised in it',
    ...(seen.length === 0 ? [] : ['seen in it:', ...seen]),
    'give the whole message, from the name of the error to its end, or the record of the call in CloudTrail', '',
  ].join('\n'));
  return 1;
}
