// The part of DuckDB's shell that docs/ shows: duckdb -csv -c SQL, on the npm package.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const top = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { DuckDBInstance } = createRequire(path.join(top, 'build/node/'))('@duckdb/node-api');
const [form, option, sql] = process.argv.slice(2);
if (form !== '-csv' || option !== '-c') throw new Error('only duckdb -csv -c SQL');
const connection = await (await DuckDBInstance.create(':memory:')).connect();
const result = await connection.runAndReadAll(sql);
console.log(result.columnNames().join(','));
for (const row of result.getRowsJson()) console.log(row.join(','));
