import { existsSync, statSync } from 'fs';
import { denialOf } from './denials';
import { Explanation, explanationOf } from './explanation';
import { Facts, factsOf } from './facts';
import { answersOf } from './in-template';
import { DENIAL, Message, messagesIn, plainText } from './messages';
import { explanationJson, explanationText, lines } from './report';
import { isRegion } from '../../bedrock/regions';
import { readText, textOfBytes, UnreadableInput } from '../../checks/read/json';
import { readInput } from '../check/input';
import { Source } from '../check/source';
import { CommandIo } from '../io';
import { oneOf, parsedArguments, UsageError } from '../options';

const USAGE = `cdk-bedrock-cris explain [options] <message | ->

Says why a call of Amazon Bedrock failed, what to change, who must change it,
and how to see that it is mended. It needs no AWS account and no network.

  message  the error message, in quotes, or a record of CloudTrail
  -        standard input

Options

  --file FILE          a file with messages: a log, a stack trace, records of CloudTrail;
                       may be repeated
  --template PATH      a file or folder, as "check" reads them: names the statement
                       that denies or lacks it; may be repeated
  --region REGION      the Region that your code calls, if the message does not say
  --model-id ID        the inference profile or model that your code calls, likewise
  --format FORMAT      text (the default) or json
  --help               this text

Exit codes

  0   a message was explained
  1   no message was recognised
  2   an argument is not usable, or a file could not be read

Examples

  npx cdk-bedrock-cris explain "AccessDeniedException: User: arn:aws:sts::111122223333:..."
  npx cdk-bedrock-cris explain --file error.log --template cdk.out --region eu-west-1
  aws logs tail /aws/lambda/chat --since 1h | npx cdk-bedrock-cris explain -
`;

const OPTIONS = {
  'file': { type: 'string', multiple: true, default: [] as string[] },
  'template': { type: 'string', multiple: true, default: [] as string[] },
  'region': { type: 'string' },
  'model-id': { type: 'string' },
  'format': { type: 'string', default: 'text' },
  'help': { type: 'boolean', short: 'h' },
} as const;

interface Options {
  /** Each by itself: files may be JSON. */
  readonly texts: readonly string[];
  readonly templates: readonly string[];
  readonly json: boolean;
  readonly given: Pick<Facts, 'sourceRegion' | 'called'>;
}

/** The verb `explain`. */
export function explainCommand(args: readonly string[], io: CommandIo): number {
  // It can be read once.
  let standard: Buffer | undefined;
  const input = () => standard ??= io.input?.() ?? Buffer.alloc(0);
  try {
    const options = optionsOf(args, input);
    if (options === 'help') {
      io.out(USAGE);
      return 0;
    }
    const { sources, unreadable } = readInput(options.templates, options.given.sourceRegion, input);
    for (const { file, message } of unreadable) io.err(`${file}: ${message}\n`);
    const { messages, isCut } = messagesIn(options.texts);
    if (messages.length === 0) return unrecognised(options, io);
    const explanations = messages.map((message) => explained(message, options.given, sources, input));
    io.out(options.json ? explanationJson(explanations) : explanationText(explanations));
    if (isCut) io.err('the text has more messages than are read; give the last part of it\n');
    return unreadable.length > 0 ? 2 : 0;
  } catch (error) {
    if (!(error instanceof UnreadableInput) && !(error instanceof UsageError)) throw error;
    io.err(`${error.message}\n"cdk-bedrock-cris explain --help" shows the usage\n`);
    return 2;
  }
}

function explained(message: Message, given: Options['given'], sources: readonly Source[], input: () => Buffer): Explanation {
  // What the message tells of itself is sure.
  const facts = { ...given, ...message.facts };
  const explanation = explanationOf({ ...message, facts });
  if (sources.length === 0 || message.cause !== DENIAL) return explanation;
  const exemption = explanation.paste.find(({ condition }) => condition !== undefined)?.condition;
  return { ...explanation, template: answersOf(sources, denialOf(facts), facts, input, exemption) };
}

function optionsOf(args: readonly string[], input: () => Buffer): Options | 'help' {
  const { values, positionals } = parsedArguments(args, OPTIONS);
  if (values.help) return 'help';
  const { region, file: files } = values;
  const format = oneOf('--format', values.format, ['text', 'json']);
  if (region !== undefined && !isRegion(region)) throw new UsageError(`--region: ${region} is not a Region; give a name like eu-west-1`);
  if (positionals.length === 0 && files.length === 0) throw new UsageError('no message given; give it in quotes, a file with --file, or - for standard input');
  const pieces = positionals.filter((part) => part !== '-');
  return {
    // A message without quotes arrives in pieces.
    texts: [...pieces.length > 0 ? [pieces.join(' ')] : [], ...positionals.length > pieces.length ? [textOfBytes(input())] : [], ...files.map(textOf)],
    templates: values.template,
    json: format === 'json',
    given: { ...(region && { sourceRegion: region }), ...(values['model-id'] && { called: values['model-id'] }) },
  };
}

function textOf(path: string): string {
  if (!existsSync(path)) throw new UnreadableInput(`${path} does not exist`);
  if (!statSync(path).isFile()) throw new UnreadableInput(`${path} is no file`);
  return readText(path);
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
