/**
 * How one field of a record is written to and read from its column.
 *
 * The generated Prisma client serves as types only: the name of a field and the kind of its column are checked against
 * `schema.prisma` by the compiler, and nothing of the client is loaded (it costs 60 MB of the 200 a service may have).
 */
import { Decimal, invariant } from "@bottrader/core";
import type { Prisma } from "../generated/client.ts";

export type Column<T> = {
  /** Name in the database. */
  readonly name: string;
  /** The value as JSON: rows travel to the server as one JSON parameter. */
  encode(value: T): unknown;
  decode(raw: unknown): T;
};

/** Fields of a model whose value is of type `T`. */
type FieldOf<Model, T> = { [K in keyof Model]-?: Model[K] extends T ? K : never }[keyof Model] & string;

/** Decimal places the database keeps. */
const PLACES = 18;

const columnName = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const column = <T>(field: string, codec: Pick<Column<T>, "encode" | "decode">): Column<T> => ({
  name: columnName(field),
  ...codec,
});

const orNull = <T>({
  encode,
  decode,
}: Pick<Column<T>, "encode" | "decode">): Pick<Column<T | null>, "encode" | "decode"> => ({
  encode: (value) => (value === null ? null : encode(value)),
  decode: (raw) => (raw === null ? null : decode(raw)),
});

/** The driver has parsed text, numbers, booleans and JSON already; the schema says of what type they are. */
const asIs = <T>(): Pick<Column<T>, "encode" | "decode"> => ({ encode: (value) => value, decode: (raw) => raw as T });

const instantCodec: Pick<Column<number>, "encode" | "decode"> = {
  encode: (ms) => new Date(ms).toISOString(),
  decode: (raw) => {
    invariant(raw instanceof Date, "a timestamptz column is read as a Date");
    return raw.getTime();
  },
};

const readDecimal = <T extends Decimal>(raw: unknown): T => new Decimal(String(raw)) as T;

/** A ledger amount: it must fit, because a database that rounds it would break the books by the last digit. */
const exactCodec = <T extends Decimal>(field: string): Pick<Column<T>, "encode" | "decode"> => ({
  encode: (value) => {
    invariant(value.decimalPlaces() <= PLACES, `${field} ${value.toFixed()} has more than ${PLACES} decimal places`);
    return value.toFixed();
  },
  decode: readDecimal,
});

/** A quotient such as a mean price: rounded half-even here, in sight, and never summed. */
const meanCodec = <T extends Decimal>(): Pick<Column<T>, "encode" | "decode"> => ({
  encode: (value) => value.toFixed(PLACES, Decimal.ROUND_HALF_EVEN),
  decode: readDecimal,
});

/** Column makers for one Prisma model; a field of another model or of another kind does not compile. */
export const columnsOf = <Model>() => ({
  text: <K extends FieldOf<Model, string | null>, T extends Model[K]>(field: K): Column<T> => column(field, asIs<T>()),
  number: <K extends FieldOf<Model, number | null>>(field: K): Column<Model[K]> => column(field, asIs<Model[K]>()),
  flag: (field: FieldOf<Model, boolean>): Column<boolean> => column(field, asIs<boolean>()),
  /** Any JSON document. A JSON null is stored as SQL NULL. */
  json: <T>(field: FieldOf<Model, Prisma.JsonValue | null>): Column<T> => column(field, asIs<T>()),
  /** Unix milliseconds, stored as timestamptz(3). */
  instant: (field: FieldOf<Model, Date>): Column<number> => column(field, instantCodec),
  instantOrNull: (field: FieldOf<Model, Date | null>): Column<number | null> => column(field, orNull(instantCodec)),
  exact: <T extends Decimal>(field: FieldOf<Model, Prisma.Decimal>): Column<T> => column(field, exactCodec<T>(field)),
  exactOrNull: <T extends Decimal>(field: FieldOf<Model, Prisma.Decimal | null>): Column<T | null> =>
    column(field, orNull(exactCodec<T>(field))),
  mean: <T extends Decimal>(field: FieldOf<Model, Prisma.Decimal>): Column<T> => column(field, meanCodec<T>()),
});
