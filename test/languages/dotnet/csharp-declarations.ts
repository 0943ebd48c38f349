import { Declarations, member } from './declarations';

/** Reads the public declarations of C# sources: as much of C# as generated bindings are made of. */
export function csharpDeclarations(sources: readonly string[]): Declarations {
  const types = new Map<string, Set<string>>();
  for (const source of sources) read(withoutTexts(source), types);
  return types;
}

/** What a brace opened: a namespace, a public type with the members that were found in it, or something that declares nothing public. */
interface Scope {
  readonly kind: 'namespace' | 'class' | 'interface' | 'enum' | 'other';
  readonly name: string;
  readonly members: Set<string>;
}

const TYPE = /^public\s+(?:(?:abstract|sealed|static|partial)\s+)*(class|interface|enum)\s+(\w+)/;

function read(source: string, types: Map<string, Set<string>>): void {
  const scopes: Scope[] = [];
  let head = '';
  const end = () => {
    const declaration = head.replace(/\s+/g, ' ').trim().replace(/^new /, '');
    head = '';
    return declaration;
  };
  for (const character of source) {
    const scope = scopes.at(-1);
    if (character === '{') {
      const declaration = end();
      if (scope) declare(scope, declaration);
      scopes.push(opened(declaration, scope, types));
    } else if (character === '}' || character === ';' || (character === ',' && scope?.kind === 'enum')) {
      const declaration = end();
      if (scope) declare(scope, declaration);
      if (character === '}') scopes.pop();
    } else {
      head += character;
    }
  }
  if (scopes.length > 0) throw new Error(`the braces of a C# source do not match, in ${scopes.map(({ name }) => name).join('.')}`);
}

function opened(declaration: string, outer: Scope | undefined, types: Map<string, Set<string>>): Scope {
  const namespace = /^namespace ([\w.]+)$/.exec(declaration);
  if (namespace) return { kind: 'namespace', name: namespace[1], members: new Set() };
  const type = TYPE.exec(declaration);
  if (!type || !outer || outer.kind === 'other') return { kind: 'other', name: declaration, members: new Set() };
  const [, kind, name] = type;
  const fullName = `${kind} ${outer.name}.${name}`;
  if (types.has(fullName)) throw new Error(`${fullName} is declared twice`);
  const members = new Set<string>();
  types.set(fullName, members);
  return { kind: kind as Scope['kind'], name: `${outer.name}.${name}`, members };
}

function declare({ kind, name, members }: Scope, declaration: string): void {
  if (kind === 'namespace' || kind === 'other' || TYPE.test(declaration)) return;
  if (kind === 'enum') {
    if (declaration !== '') members.add(member(/^\w+/.exec(declaration)![0], true));
    return;
  }
  // Members of an interface are public unless they say otherwise, those of a class only if they say so.
  if (kind === 'interface' ? /^(internal|private|protected)\b|^$/.test(declaration) : !/^public\b/.test(declaration)) return;
  const isStatic = /^(public )?static\b/.test(declaration);
  const method = /(\w+) ?\(([^)]*)\)/.exec(declaration);
  const ownName = method ? method[1] : /(\w+)$/.exec(declaration)![1];
  const parameters = method?.[2].split(',').filter((each) => each.trim() !== '').map((each) => /@?(\w+)(?: ?=.*)?$/.exec(each.trim())![1]);
  members.add(method && ownName === name.split('.').at(-1) ? member('constructor', false, parameters) : member(ownName, isStatic, parameters));
}

// Comments, texts, attributes and directives hold braces and parentheses that declare nothing; generic arguments hold commas.
function withoutTexts(source: string): string {
  let text = source.replace(/"(?:\\.|[^"\\])*"|\/\/.*|\/\*[^]*?\*\//g, (match) => (match.startsWith('"') ? '""' : ' '));
  text = text.replace(/^\s*#.*$/gm, '').replace(/^\s*\[.*\]\s*$/gm, '');
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(/<[^<>;{}()]*>/g, '');
  }
  return text;
}
