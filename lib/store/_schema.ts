/** Version of the store's layout and index; newer stores are refused. */
export const STORE_FORMAT = 2;

/** Tables of the index. */
export const TABLES = `
CREATE TABLE IF NOT EXISTS actions (
  key TEXT PRIMARY KEY,
  stage TEXT NOT NULL,
  outputs TEXT NOT NULL,
  seconds REAL NOT NULL,
  started TEXT NOT NULL,
  host TEXT NOT NULL,
  engine TEXT NOT NULL,
  threads INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  log TEXT,
  checksum INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS actions_by_stage ON actions (stage, host, started);
CREATE TABLE IF NOT EXISTS manifests (
  key TEXT PRIMARY KEY,
  manifest TEXT NOT NULL,
  checksum INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS conflicts (
  key TEXT NOT NULL,
  outputs TEXT NOT NULL,
  found TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS latest (
  pipeline TEXT NOT NULL,
  node TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (pipeline, node)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
  id TEXT PRIMARY KEY,
  pipeline TEXT NOT NULL,
  file TEXT,
  params TEXT NOT NULL,
  engine TEXT NOT NULL,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  started TEXT NOT NULL,
  finished TEXT,
  status TEXT,
  ran INTEGER NOT NULL DEFAULT 0,
  hits INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  blocked INTEGER NOT NULL DEFAULT 0,
  seconds REAL NOT NULL DEFAULT 0,
  nodes TEXT
);
CREATE TABLE IF NOT EXISTS leases (
  key TEXT PRIMARY KEY,
  run TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attempts (
  run TEXT NOT NULL,
  node TEXT NOT NULL,
  stage TEXT NOT NULL,
  key TEXT,
  status TEXT NOT NULL,
  seconds REAL NOT NULL,
  reason TEXT NOT NULL,
  log TEXT,
  predicted REAL,
  low REAL,
  high REAL
);
CREATE INDEX IF NOT EXISTS attempts_by_run ON attempts (run);
CREATE INDEX IF NOT EXISTS attempts_by_key ON attempts (key);
CREATE TABLE IF NOT EXISTS memos (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
`;
