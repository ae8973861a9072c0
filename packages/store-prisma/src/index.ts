export { applyMigrations, MigrationError, type MigrationFaultCode } from "./migrate.ts";
export type { ConfigSnapshots } from "./open-config-snapshots.ts";
export { type Database, type DatabaseHealth, type DatabaseOptions, openDatabase } from "./open-database.ts";
export type { MarketSessions } from "./open-market-sessions.ts";
export { SymbolLockLost, SymbolLockTimeout } from "./symbol-locks.ts";
