/** A JSON Schema as a table for people: one row for each field, deep ones by their dotted path. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

/** Rows `| field | what it takes | default | meaning |`. Entries of one kind are described where they come first. */
export function rowsOf(schema: Schema, path = '', known = new Set<string>()): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const where = path === '' ? name : `${path}.${name}`;
    const usual = usualOf(field, schema.required?.includes(name) ?? false);
    const row = `| \`${where}\` | ${takes(field)} | ${usual} | ${field.description ?? ''} |`;
    if (field.type !== 'array') return [row, ...rowsOf(field, where, known)];
    const entries = JSON.stringify(field.items);
    if (known.has(entries)) return [row];
    known.add(entries);
    return [row, ...rowsOf(field.items ?? {}, `${where}[]`, known)];
  });
}

function usualOf({ default: usual }: Schema, required: boolean): string {
  if (usual === undefined) return required ? '**needed**' : '';
  return typeof usual === 'object' && usual !== null && Object.keys(usual).length === 0
    ? ''
    : `\`${JSON.stringify(usual)}\``;
}

/** More choices than these are a list that everybody knows, such as that of countries. */
const choicesMax = 12;

function takes({ type, enum: choices, items, additionalProperties, minimum, maximum, maxLength }: Schema): string {
  if (choices !== undefined)
    return choices.length > choicesMax ? 'ISO country' : choices.map((choice) => `\`${choice}\``).join(', ');
  if (type === 'array') return `list of ${items?.properties === undefined ? takes(items ?? {}) : 'entries'}`;
  if (type === 'integer') return `${group(minimum)} to ${group(maximum)}`;
  if (type === 'object')
    return typeof additionalProperties === 'object' ? `by name: ${takes(additionalProperties)}` : 'entry';
  if (type === 'boolean') return '`true`, `false`';
  return maxLength === undefined ? 'text' : `text, ${maxLength} at most`;
}

const group = (value = 0): string => value.toLocaleString('en-US');
