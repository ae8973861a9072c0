/** Reads as much of `schema.prisma` as the agreement test compares, in the words of Postgres. */
export type ParsedSchema = {
  readonly models: readonly { readonly table: string; readonly writer: string }[];
  /** `table.column type required|optional` */
  readonly columns: readonly string[];
  /** `table primary|unique column,column` */
  readonly keys: readonly string[];
  /** `table(column) -> table` */
  readonly references: readonly string[];
  /** Type name → members in order. */
  readonly enums: Readonly<Record<string, string>>;
};

type Block = { readonly kind: string; readonly name: string; readonly doc: string; readonly lines: readonly string[] };

const SCALARS: Readonly<Record<string, string>> = {
  String: "text",
  Int: "integer",
  BigInt: "bigint",
  Float: "double precision",
  Boolean: "boolean",
  Json: "jsonb",
  Decimal: "numeric(65,30)",
  DateTime: "timestamp(3) without time zone",
};
const NATIVE: readonly (readonly [RegExp, (size: string) => string])[] = [
  [/@db\.Decimal\(([\d, ]+)\)/, (size) => `numeric(${size.replaceAll(" ", "")})`],
  [/@db\.Timestamptz\((\d)\)/, (size) => `timestamp(${size}) with time zone`],
  [/@db\.SmallInt()/, () => "smallint"],
];

export function parsePrismaSchema(text: string): ParsedSchema {
  const blocks = [...text.matchAll(/((?:\/\/\/.*\n)*)^(model|enum) (\w+) \{\n([\s\S]*?)^\}/gm)].map(
    ([, doc = "", kind = "", name = "", body = ""]): Block => ({
      kind,
      name,
      doc: doc.replaceAll("///", "").trim(),
      lines: body
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "" && !line.startsWith("//")),
    }),
  );
  const mapped = new Map(blocks.map((block) => [block.name, mappedName(block)]));
  const enums = blocks.filter(({ kind }) => kind === "enum");
  const models = blocks.filter(({ kind }) => kind === "model");
  const types = new Map([
    ...Object.entries(SCALARS),
    ...enums.map(({ name }) => [name, mapped.get(name) ?? name] as const),
  ]);
  return {
    models: models.map((model) => ({ table: mappedName(model), writer: model.doc })),
    columns: models.flatMap((model) => columnsOf(model, types)),
    keys: models.flatMap(keysOf),
    references: models.flatMap((model) => referencesOf(model, mapped)),
    enums: Object.fromEntries(
      enums.map((block) => [mappedName(block), block.lines.filter((line) => !line.startsWith("@@")).join()]),
    ),
  };
}

const mappedName = ({ lines, name }: Block): string =>
  lines.map((line) => /^@@map\("(\w+)"\)/.exec(line)?.[1]).find((found) => found !== undefined) ?? name;

const columnName = (line: string): string => /@map\("(\w+)"\)/.exec(line)?.[1] ?? line.split(/\s+/)[0] ?? "";

function columnsOf(model: Block, types: ReadonlyMap<string, string>): readonly string[] {
  return model.lines.flatMap((line) => {
    const [, , type = "", optional = ""] = /^(\w+)\s+(\w+)(\?)?(?=\s|$)/.exec(line) ?? [];
    const base = types.get(type);
    if (base === undefined || line.startsWith("@@")) return [];
    const native = NATIVE.map(([pattern, toType]) => {
      const size = pattern.exec(line);
      return size === null ? null : toType(size[1] ?? "");
    }).find((found) => found !== null);
    return [`${mappedName(model)}.${columnName(line)} ${native ?? base} ${optional === "?" ? "optional" : "required"}`];
  });
}

function keysOf(model: Block): readonly string[] {
  const table = mappedName(model);
  const names = new Map(model.lines.map((line) => [line.split(/\s+/)[0] ?? "", columnName(line)]));
  const columns = (fields: string): string =>
    fields
      .split(",")
      .map((field) => names.get(field.trim()) ?? field)
      .join();
  return model.lines.flatMap((line) => {
    const block = /^@@(id|unique)\(\[([^\]]+)\]/.exec(line);
    if (block !== null) return [`${table} ${block[1] === "id" ? "primary" : "unique"} ${columns(block[2] ?? "")}`];
    if (/\s@id\b/.test(line)) return [`${table} primary ${columnName(line)}`];
    if (/\s@unique\b/.test(line)) return [`${table} unique ${columnName(line)}`];
    return [];
  });
}

function referencesOf(model: Block, mapped: ReadonlyMap<string, string>): readonly string[] {
  const names = new Map(model.lines.map((line) => [line.split(/\s+/)[0] ?? "", columnName(line)]));
  return model.lines.flatMap((line) => {
    const [, target = "", field = ""] = /^\w+\s+(\w+)\s+@relation\([^)]*fields: \[(\w+)\]/.exec(line) ?? [];
    return field === ""
      ? []
      : [`${mappedName(model)}(${names.get(field) ?? field}) -> ${mapped.get(target) ?? target}`];
  });
}
